import Martlet

func addLosses(_ t: inout OpTable) {
  t.op("nn.functional.cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing)") {
    F.crossEntropy(
      $0.x, $0.y, weight: $0.optionalTensor("weight"), ignoreIndex: $0.int("ignore_index", -100), reduction: reduction($0),
      labelSmoothing: $0.double("label_smoothing", 0))
  }
  t.op("nn.functional.nll_loss(input, target, weight, ignore_index, reduction)") {
    F.nllLoss($0.x, $0.y, weight: $0.optionalTensor("weight"), ignoreIndex: $0.int("ignore_index", -100), reduction: reduction($0))
  }
  t.op("nn.functional.mse_loss(input, target, reduction)") { F.mseLoss($0.x, $0.y, reduction: reduction($0)) }
  t.op("nn.functional.l1_loss(input, target, reduction)") { F.l1Loss($0.x, $0.y, reduction: reduction($0)) }
  t.op("nn.functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weight)") {
    F.binaryCrossEntropyWithLogits(
      $0.x, $0.y, weight: $0.optionalTensor("weight"), posWeight: $0.optionalTensor("pos_weight"), reduction: reduction($0))
  }
}

func reduction(_ a: Call) -> LossReduction { a.choice("reduction", ["none": .none, "mean": .mean, "sum": .sum]) ?? .mean }
