import MartletCore

/// Resilient backpropagation: every element has a step size of its own, which grows by η₊ while its gradient keeps its sign and shrinks by η₋
/// when the sign changes; only the sign moves the parameter: `θ ← θ − sign(g) Δ`.
///
/// After a change of sign an element rests for a step. For full batches. State: `step`, `prev`, `step_size` (lr at first).
/// Stops on a negative lr and unless `0 < η₋ < 1 < η₊`. (https://pytorch.org/docs/stable/generated/torch.optim.Rprop.html)
public final class Rprop: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-2, etas: (Double, Double) = (0.5, 1.2), stepSizes: (Double, Double) = (1e-6, 50), maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr])
    require(0 < etas.0 && etas.0 < 1 && 1 < etas.1, "Rprop", "etas must be 0 < η₋ < 1 < η₊, got \(etas)")
    super.init(params, defaults: [
      "lr": lr, "etas": Value.tuple(etas), "step_sizes": Value.tuple(stepSizes), "maximize": maximize,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let etas = group.pair("etas"), sizes = group.pair("step_sizes")
    for p in params {
      let s = state(of: p)
      _ = s.countStep()
      _ = s.tensor("prev") { Tensor.zerosLike(p) }
      _ = s.tensor("step_size") { Tensor.fullLike(p.detach(), group.lr) }
    }
    fusedStep(.rprop, group, params, grads, states: ["prev", "step_size"]) { _ in [etas.0, etas.1, sizes.0, sizes.1] }
  }
}
