import Foundation
import MartletCore

/// Adam with the infinity norm: `m ← β₁ m + (1 − β₁) g`, `u ← max(β₂ u, |g| + ε)`, `θ ← θ − γ m / ((1 − β₁ᵗ) u)`.
///
/// State: `step`, `exp_avg`, `exp_inf`. Stops on negative settings and on betas outside 0..<1. (https://arxiv.org/abs/1412.6980, section 7)
public final class Adamax: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 2e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "eps": eps, "weightDecay": weightDecay])
    Self.requireBetas(betas)
    super.init(params, defaults: [
      "lr": lr, "betas": Value.tuple(betas), "eps": eps, "weight_decay": weightDecay, "maximize": maximize,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let lr = group.lr, betas = group.betas, eps = group.eps
    fusedStep(.adamax, group, params, grads, states: ["exp_avg", "exp_inf"]) { state in
      [betas.0, betas.1, lr / (1 - pow(betas.0, state.countStep())), eps]
    }
  }
}
