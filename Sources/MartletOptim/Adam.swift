import Foundation
import MartletCore

/// Adam: `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `θ ← θ − γ m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)` and `v̂ = v / (1 − β₂ᵗ)`.
///
/// Weight decay is added to the gradient, or with `decoupledWeightDecay` shrinks θ as in `AdamW`; `amsgrad` divides by the largest v̂ so far.
/// State: `step`, `exp_avg`, `exp_avg_sq`, `max_exp_avg_sq`. Stops on negative settings and on betas outside 0..<1.
/// (https://arxiv.org/abs/1412.6980)
open class Adam: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    amsgrad: Bool = false, maximize: Bool = false, decoupledWeightDecay: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "eps": eps, "weightDecay": weightDecay])
    Self.requireBetas(betas)
    super.init(params, defaults: [
      "lr": lr, "betas": Value.tuple(betas), "eps": eps, "weight_decay": weightDecay, "amsgrad": amsgrad, "maximize": maximize,
      "decoupled_weight_decay": decoupledWeightDecay,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let amsgrad = group.flag("amsgrad"), lr = group.lr, betas = group.betas, eps = group.eps
    fusedStep(
      amsgrad ? .adamAmsgrad : .adam, group, params, grads, states: ["exp_avg", "exp_avg_sq"] + (amsgrad ? ["max_exp_avg_sq"] : []),
      decoupled: group.flag("decoupled_weight_decay")
    ) { state in
      let t = state.countStep()
      return [betas.0, betas.1, lr / (1 - pow(betas.0, t)), 1 / (1 - pow(betas.1, t)).squareRoot(), eps]
    }
  }
}
