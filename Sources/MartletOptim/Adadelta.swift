import MartletCore

/// Steps in the units of the parameters: `v ← ρ v + (1 − ρ) g²`, `Δ = √(u + ε) / √(v + ε) · g`, `u ← ρ u + (1 − ρ) Δ²`, `θ ← θ − γ Δ`.
///
/// State: `step`, `square_avg` (v), `acc_delta` (u). Stops on negative settings and on ρ above 1. (https://arxiv.org/abs/1212.5701)
public final class Adadelta: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1, rho: Double = 0.9, eps: Double = 1e-6, weightDecay: Double = 0, maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "rho": rho, "eps": eps, "weightDecay": weightDecay])
    require(rho <= 1, "Adadelta", "rho must lie in 0...1, got \(rho)")
    super.init(params, defaults: ["lr": lr, "rho": rho, "eps": eps, "weight_decay": weightDecay, "maximize": maximize])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let constants = [group.lr, group.number("rho"), group.eps]
    fusedStep(.adadelta, group, params, grads, states: ["square_avg", "acc_delta"]) { state in
      _ = state.countStep()
      return constants
    }
  }
}
