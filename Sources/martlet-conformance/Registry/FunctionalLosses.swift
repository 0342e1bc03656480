import Martlet

/// Losses of `nn.functional` beyond the commonest, and distances.
func addFunctionalLosses(_ t: inout OpTable) {
  t.op("nn.functional.binary_cross_entropy(input, target, weight, reduction)") {
    F.binaryCrossEntropy($0.x, $0.y, weight: $0.optionalTensor("weight"), reduction: reduction($0))
  }
  t.op("nn.functional.kl_div(input, target, reduction, log_target)") {
    F.klDiv($0.x, $0.y, reduction: klDivReduction($0), logTarget: $0.bool("log_target"))
  }
  t.op("nn.functional.huber_loss(input, target, reduction, delta)") {
    F.huberLoss($0.x, $0.y, reduction: reduction($0), delta: $0.double("delta", 1))
  }
  t.op("nn.functional.smooth_l1_loss(input, target, reduction, beta)") {
    F.smoothL1Loss($0.x, $0.y, reduction: reduction($0), beta: $0.double("beta", 1))
  }
  t.op("nn.functional.poisson_nll_loss(input, target, log_input, full, eps, reduction)") {
    F.poissonNllLoss(
      $0.x, $0.y, logInput: $0.bool("log_input", true), full: $0.bool("full"), eps: $0.double("eps", 1e-8), reduction: reduction($0))
  }
  t.op("nn.functional.gaussian_nll_loss(input, target, var, full, eps, reduction)") {
    F.gaussianNllLoss($0.x, $0.y, $0.tensor("var"), full: $0.bool("full"), eps: $0.double("eps", 1e-6), reduction: reduction($0))
  }
  t.op("nn.functional.margin_ranking_loss(input1, input2, target, margin, reduction)") {
    F.marginRankingLoss($0.x, $0.y, $0.tensor("target"), margin: $0.double("margin", 0), reduction: reduction($0))
  }
  t.op("nn.functional.hinge_embedding_loss(input, target, margin, reduction)") {
    F.hingeEmbeddingLoss($0.x, $0.y, margin: $0.double("margin", 1), reduction: reduction($0))
  }
  t.op("nn.functional.multi_margin_loss(input, target, p, margin, weight, reduction)") {
    F.multiMarginLoss(
      $0.x, $0.y, p: $0.int("p", 1), margin: $0.double("margin", 1), weight: $0.optionalTensor("weight"), reduction: reduction($0))
  }
  t.op("nn.functional.multilabel_margin_loss(input, target, reduction)") { F.multilabelMarginLoss($0.x, $0.y, reduction: reduction($0)) }
  t.op("nn.functional.multilabel_soft_margin_loss(input, target, weight, reduction)") {
    F.multilabelSoftMarginLoss($0.x, $0.y, weight: $0.optionalTensor("weight"), reduction: reduction($0))
  }
  t.op("nn.functional.soft_margin_loss(input, target, reduction)") { F.softMarginLoss($0.x, $0.y, reduction: reduction($0)) }
  t.op("nn.functional.cosine_embedding_loss(input1, input2, target, margin, reduction)") {
    F.cosineEmbeddingLoss($0.x, $0.y, $0.tensor("target"), margin: $0.double("margin", 0), reduction: reduction($0))
  }
  t.op("nn.functional.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction)") {
    F.tripletMarginLoss(
      $0.x, $0.y, $0.tensor("negative"), margin: $0.double("margin", 1), p: $0.double("p", 2), eps: $0.double("eps", 1e-6),
      swap: $0.bool("swap"), reduction: reduction($0))
  }
  t.op("nn.functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction, zero_infinity)") {
    F.ctcLoss(
      $0.x, $0.y, $0.lengths("input_lengths"), $0.lengths("target_lengths"), blank: $0.int("blank", 0), reduction: reduction($0),
      zeroInfinity: $0.bool("zero_infinity"))
  }

  t.op("nn.functional.cosine_similarity(x1, x2, dim, eps)") {
    F.cosineSimilarity($0.x, $0.y, dim: $0.int("dim", 1), eps: $0.double("eps", 1e-8))
  }
  t.op("nn.functional.pairwise_distance(x1, x2, p, eps, keepdim)") {
    F.pairwiseDistance($0.x, $0.y, p: $0.double("p", 2), eps: $0.double("eps", 1e-6), keepDim: $0.bool("keepdim"))
  }
  t.op("nn.functional.pdist(input, p)") { F.pdist($0.x, p: $0.double("p", 2)) }
  t.op("nn.functional.normalize(input, p, dim, eps)") {
    F.normalize($0.x, p: $0.double("p", 2), dim: $0.int("dim", 1), eps: $0.double("eps", 1e-12))
  }
}

func klDivReduction(_ a: Call) -> F.KLDivReduction {
  a.choice("reduction", ["none": .none, "mean": .mean, "sum": .sum, "batchmean": .batchmean]) ?? .mean
}

extension Call {
  /// A tensor of lengths, or the tensor that a Swift program makes of a list of them.
  func lengths(_ name: String) -> Tensor {
    if case .tensor? = self[name] { return tensor(name) }
    return Tensor(ints(name))
  }
}
