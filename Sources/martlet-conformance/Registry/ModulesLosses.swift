import Martlet

/// Losses and distances. PyTorch's deprecated `size_average` and `reduce` stand in the signatures for their places only.
func addLossModules(_ t: inout ModuleTable) {
  t.loss("nn.L1Loss(size_average, reduce, reduction)") { L1Loss(reduction: reduction($0)) }
  t.loss("nn.MSELoss(size_average, reduce, reduction)") { MSELoss(reduction: reduction($0)) }
  t.loss("nn.HuberLoss(reduction, delta)") { HuberLoss(reduction: reduction($0), delta: $0.double("delta", 1)) }
  t.loss("nn.SmoothL1Loss(size_average, reduce, reduction, beta)") { SmoothL1Loss(reduction: reduction($0), beta: $0.double("beta", 1)) }
  t.loss("nn.CrossEntropyLoss(weight, size_average, ignore_index, reduce, reduction, label_smoothing)") {
    CrossEntropyLoss(
      weight: $0.optionalTensor("weight"), ignoreIndex: $0.int("ignore_index", -100), reduction: reduction($0),
      labelSmoothing: $0.double("label_smoothing", 0))
  }
  t.loss("nn.NLLLoss(weight, size_average, ignore_index, reduce, reduction)") {
    NLLLoss(weight: $0.optionalTensor("weight"), ignoreIndex: $0.int("ignore_index", -100), reduction: reduction($0))
  }
  t.loss("nn.PoissonNLLLoss(log_input, full, size_average, eps, reduce, reduction)") {
    PoissonNLLLoss(
      logInput: $0.bool("log_input", true), full: $0.bool("full"), eps: $0.double("eps", 1e-8), reduction: reduction($0))
  }
  t.module("nn.GaussianNLLLoss(full, eps, reduction)", forward: "forward(input, target, var)") {
    GaussianNLLLoss(full: $0.bool("full"), eps: $0.double("eps", 1e-6), reduction: reduction($0))
  } run: {
    $0($1.x, $1.y, $1.tensor("var"))
  }
  t.loss("nn.KLDivLoss(size_average, reduce, reduction, log_target)") {
    KLDivLoss(reduction: klDivReduction($0), logTarget: $0.bool("log_target"))
  }
  t.loss("nn.BCELoss(weight, size_average, reduce, reduction)") { BCELoss(weight: $0.optionalTensor("weight"), reduction: reduction($0)) }
  t.loss("nn.BCEWithLogitsLoss(weight, size_average, reduce, reduction, pos_weight)") {
    BCEWithLogitsLoss(
      weight: $0.optionalTensor("weight"), reduction: reduction($0), posWeight: $0.optionalTensor("pos_weight"))
  }
  t.loss("nn.HingeEmbeddingLoss(margin, size_average, reduce, reduction)") {
    HingeEmbeddingLoss(margin: $0.double("margin", 1), reduction: reduction($0))
  }
  t.loss("nn.MultiLabelMarginLoss(size_average, reduce, reduction)") { MultiLabelMarginLoss(reduction: reduction($0)) }
  t.loss("nn.MultiLabelSoftMarginLoss(weight, size_average, reduce, reduction)") {
    MultiLabelSoftMarginLoss(weight: $0.optionalTensor("weight"), reduction: reduction($0))
  }
  t.loss("nn.SoftMarginLoss(size_average, reduce, reduction)") { SoftMarginLoss(reduction: reduction($0)) }
  t.loss("nn.MultiMarginLoss(p, margin, weight, size_average, reduce, reduction)") {
    MultiMarginLoss(
      p: $0.int("p", 1), margin: $0.double("margin", 1), weight: $0.optionalTensor("weight"), reduction: reduction($0))
  }
  t.module("nn.MarginRankingLoss(margin, size_average, reduce, reduction)", forward: "forward(input1, input2, target)") {
    MarginRankingLoss(margin: $0.double("margin", 0), reduction: reduction($0))
  } run: {
    $0($1.x, $1.y, $1.tensor("target"))
  }
  t.module("nn.CosineEmbeddingLoss(margin, size_average, reduce, reduction)", forward: "forward(input1, input2, target)") {
    CosineEmbeddingLoss(margin: $0.double("margin", 0), reduction: reduction($0))
  } run: {
    $0($1.x, $1.y, $1.tensor("target"))
  }
  t.module(
    "nn.TripletMarginLoss(margin, p, eps, swap, size_average, reduce, reduction)", forward: "forward(anchor, positive, negative)"
  ) {
    TripletMarginLoss(
      margin: $0.double("margin", 1), p: $0.double("p", 2), eps: $0.double("eps", 1e-6), swap: $0.bool("swap"), reduction: reduction($0))
  } run: {
    $0($1.x, $1.y, $1.tensor("negative"))
  }
  t.module("nn.CTCLoss(blank, reduction, zero_infinity)", forward: "forward(log_probs, targets, input_lengths, target_lengths)") {
    CTCLoss(blank: $0.int("blank", 0), reduction: reduction($0), zeroInfinity: $0.bool("zero_infinity"))
  } run: {
    $0($1.x, $1.y, $1.lengths("input_lengths"), $1.lengths("target_lengths"))
  }
  t.module(
    "nn.AdaptiveLogSoftmaxWithLoss(in_features, n_classes, cutoffs, div_value, head_bias)",
    {
      AdaptiveLogSoftmaxWithLoss(
        $0.int("in_features"), $0.int("n_classes"), cutoffs: $0.ints("cutoffs"), divValue: $0.double("div_value", 4),
        headBias: $0.bool("head_bias"))
    },
    methods: [
      "forward(input, target)": { both($0($1.x, $1.y)) },
      "log_prob(input)": { $0.logProb($1.x) },
      "predict(input)": { $0.predict($1.x) },
    ])

  t.module("nn.CosineSimilarity(dim, eps)", forward: "forward(x1, x2)") {
    CosineSimilarity(dim: $0.int("dim", 1), eps: $0.double("eps", 1e-8))
  } run: {
    $0($1.x, $1.y)
  }
  t.module("nn.PairwiseDistance(p, eps, keepdim)", forward: "forward(x1, x2)") {
    PairwiseDistance(p: $0.double("p", 2), eps: $0.double("eps", 1e-6), keepDim: $0.bool("keepdim"))
  } run: {
    $0($1.x, $1.y)
  }
}
