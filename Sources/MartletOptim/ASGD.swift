import Foundation
import MartletCore

/// Averaged gradient descent: `θ ← (1 − λ ηₜ) θ − ηₜ g` with `ηₜ = γ / (1 + λ γ t)^α`, and beside it the average
/// `a ← a + μₜ (θ − a)` with `μₜ = 1 / max(1, t − t₀)`.
///
/// State: `step`, `eta`, `mu`, `ax` (the average). Stops on negative settings. (https://dl.acm.org/doi/10.1137/0330046)
public final class ASGD: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-2, lambd: Double = 1e-4, alpha: Double = 0.75, t0: Double = 1e6, weightDecay: Double = 0,
    maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "lambd": lambd, "alpha": alpha, "weightDecay": weightDecay])
    super.init(params, defaults: [
      "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weightDecay, "maximize": maximize,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let lr = group.lr, lambd = group.number("lambd"), alpha = group.number("alpha"), t0 = group.number("t0")
    fusedStep(.asgd, group, params, grads, states: ["ax"]) { state in
      let t = state.countStep(), eta = state.scalar("eta", lr), mu = state.scalar("mu", 1)
      let now = (eta: eta.item(), mu: mu.item())
      eta.fill_(lr / pow(1 + lambd * lr * t, alpha))
      mu.fill_(1 / max(1, t - t0))
      return [1 - lambd * now.eta, now.eta, now.mu]
    }
  }
}
