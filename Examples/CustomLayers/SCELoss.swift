import Martlet

/// Symmetric cross-entropy, for labels that are sometimes wrong: `a CE + b RCE`. (https://arxiv.org/abs/1908.06112)
///
/// RCE exchanges prediction p = softmax(x) and one-hot label q: `−Σ_c p_c log q_c`, with log 0 cut off at log 10⁻⁴.
final class SCELoss: Module, Loss {
  private let a: Double, b: Double

  init(a: Double = 1, b: Double = 1) {
    self.a = a
    self.b = b
  }

  func forward(_ logits: Tensor, _ target: Tensor) -> Tensor {
    let p = F.softmax(logits, dim: 1)
    let q = F.oneHot(target, numClasses: logits.size(1)).to(p.dtype).clamp(min: 1e-4)
    let reverse = -(p * q.log()).sum(dim: 1).mean()
    return F.crossEntropy(logits, target) * a + reverse * b
  }
}

func showSymmetricCrossEntropy() {
  // log 0.8 and log 0.2: p = (0.8, 0.2). CE = −log p_t, RCE = 4 ln 10 · (1 − p_t) = 9.2103 · (1 − p_t).
  let logits = log(Tensor([[0.8, 0.2]]))
  check("right label, symmetric cross-entropy", SCELoss()(logits, Tensor([0])).item(), 0.2231 + 1.8421, within: 1e-4)
  check("wrong label, symmetric cross-entropy", SCELoss()(logits, Tensor([1])).item(), 1.6094 + 7.3683, within: 1e-4)
  check("b = 0 is cross-entropy", SCELoss(b: 0)(logits, Tensor([1])).item(), CrossEntropyLoss()(logits, Tensor([1])).item(), within: 1e-6)
}
