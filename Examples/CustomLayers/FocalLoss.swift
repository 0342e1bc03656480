import Martlet

/// Binary cross-entropy that cares less for what is easy: `α_t (1 − p_t)^γ · (−log p_t)`, p_t the probability given to the true class.
/// (https://arxiv.org/abs/1708.02002)
///
/// α_t is α for positive and 1 − α for negative targets.
final class FocalLoss: Module, Loss {
  private let gamma: Double, alpha: Double

  init(gamma: Double = 2, alpha: Double = 0.5) {
    self.gamma = gamma
    self.alpha = alpha
  }

  func forward(_ p: Tensor, _ target: Tensor) -> Tensor {
    let bce = F.binaryCrossEntropy(p, target, reduction: .none)
    let pt = target * p + (1 - target) * (1 - p)
    let at = target * alpha + (1 - target) * (1 - alpha)
    return (at * (1 - pt).pow(gamma) * bce).mean()
  }
}

func showFocalLoss() {
  let focal = FocalLoss(), bce = BCELoss()
  let yes = Tensor([1.0]), easy = Tensor([0.9]), hard = Tensor([0.5])
  check("easy sample, focal loss", focal(easy, yes).item(), 0.0005)
  check("easy sample, cross-entropy", bce(easy, yes).item(), 0.1054)
  check("hard sample, focal loss", focal(hard, yes).item(), 0.0866)
  check("hard sample, cross-entropy", bce(hard, yes).item(), 0.6931)
  check("gamma 0 is half the cross-entropy", FocalLoss(gamma: 0)(hard, yes).item(), bce(hard, yes).item() / 2, within: 1e-6)
}
