import MartletCore

/// Adam with decoupled weight decay: `θ ← θ − γ λ θ` before Adam's step; λ is 0.01 unless given. (https://arxiv.org/abs/1711.05101)
public final class AdamW: Adam {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 1e-2,
    amsgrad: Bool = false, maximize: Bool = false
  ) {
    super.init(
      params, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, amsgrad: amsgrad, maximize: maximize, decoupledWeightDecay: true)
  }
}
