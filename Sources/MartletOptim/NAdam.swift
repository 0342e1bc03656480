import Foundation
import MartletCore

/// Adam with Nesterov's momentum: `θ ← θ − γ (μₜ₊₁ m / (1 − Πμₜ₊₁) + (1 − μₜ) g / (1 − Πμₜ)) / (√v̂ + ε)`
/// with `μₜ = β₁ (1 − 0.96^(t ψ) / 2)`, ψ the momentum decay and `Πμₜ` the product of all μ so far.
///
/// State: `step`, `mu_product`, `exp_avg`, `exp_avg_sq`. Stops on negative settings and on betas outside 0..<1.
/// (https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ)
public final class NAdam: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 2e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    momentumDecay: Double = 4e-3, decoupledWeightDecay: Bool = false, maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "eps": eps, "weightDecay": weightDecay, "momentumDecay": momentumDecay])
    Self.requireBetas(betas)
    super.init(params, defaults: [
      "lr": lr, "betas": Value.tuple(betas), "eps": eps, "weight_decay": weightDecay, "momentum_decay": momentumDecay,
      "decoupled_weight_decay": decoupledWeightDecay, "maximize": maximize,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let lr = group.lr, betas = group.betas, eps = group.eps, decay = group.number("momentum_decay")
    func mu(_ t: Double) -> Double { betas.0 * (1 - 0.5 * pow(0.96, t * decay)) }
    fusedStep(
      .nadam, group, params, grads, states: ["exp_avg", "exp_avg_sq"], decoupled: group.flag("decoupled_weight_decay")
    ) { state in
      let t = state.countStep()
      let product = state.scalar("mu_product", 1).mul_(mu(t)).item()
      let ofGradient = lr * (1 - mu(t)) / (1 - product), ofMean = lr * mu(t + 1) / (1 - product * mu(t + 1))
      return [betas.0, betas.1, ofGradient, ofMean, 1 / (1 - pow(betas.1, t)).squareRoot(), eps]
    }
  }
}
