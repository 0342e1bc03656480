import Foundation
import MartletCore

/// Rectified Adam: `θ ← θ − γ m̂ rₜ √(1 − β₂ᵗ) / (√v + ε)` once the variance of the step can be estimated (`ρₜ > 5`), `θ ← θ − γ m̂` before.
///
/// `ρ∞ = 2 / (1 − β₂) − 1`, `ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)`, `rₜ² = (ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ)`.
/// State: `step`, `exp_avg`, `exp_avg_sq`. Stops on negative settings and on betas outside 0..<1. (https://arxiv.org/abs/1908.03265)
public final class RAdam: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    decoupledWeightDecay: Bool = false, maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "eps": eps, "weightDecay": weightDecay])
    Self.requireBetas(betas)
    super.init(params, defaults: [
      "lr": lr, "betas": Value.tuple(betas), "eps": eps, "weight_decay": weightDecay, "maximize": maximize,
      "decoupled_weight_decay": decoupledWeightDecay,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    // Parameters differ in their rule as soon as they differ in how many steps they have taken.
    let steps = params.map { state(of: $0).countStep() }
    for t in Set(steps) {
      let members = params.indices.filter { steps[$0] == t }
      step(group, members.map { params[$0] }, members.map { grads[$0] }, t)
    }
  }

  private func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor], _ t: Double) {
    let betas = group.betas, rate = group.lr / (1 - pow(betas.0, t)), correction = 1 - pow(betas.1, t)
    let longest = 2 / (1 - betas.1) - 1, length = longest - 2 * t * pow(betas.1, t) / correction
    let isEarly = length <= 5
    let rectification = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
    let constants = isEarly
      ? [betas.0, betas.1, rate] : [betas.0, betas.1, rate * (rectification * correction).squareRoot(), group.eps]
    fusedStep(
      isEarly ? .radamEarly : .radam, group, params, grads, states: ["exp_avg", "exp_avg_sq"],
      decoupled: group.flag("decoupled_weight_decay")
    ) { _ in constants }
  }
}
