import MartletCore

/// Stochastic gradient descent with momentum:
/// `g ← g + λ θ`, `b ← μ b + (1 − d) g`, `θ ← θ − γ b` (Nesterov: `θ ← θ − γ (g + μ b)`).
///
/// State: `momentum_buffer`, if μ is not 0. Stops on negative lr, momentum or weight decay, and on Nesterov without momentum or with dampening.
/// (https://pytorch.org/docs/stable/generated/torch.optim.SGD.html)
public final class SGD: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-3, momentum: Double = 0, dampening: Double = 0, weightDecay: Double = 0, nesterov: Bool = false,
    maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "momentum": momentum, "weightDecay": weightDecay])
    require(!nesterov || (momentum > 0 && dampening == 0), "SGD", "nesterov needs a momentum and no dampening")
    super.init(params, defaults: [
      "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weightDecay, "nesterov": nesterov, "maximize": maximize,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let lr = group.lr, momentum = group.momentum
    if momentum == 0 { return fusedStep(.sgd, group, params, grads) { _ in [lr] } }
    let nesterov = group.flag("nesterov")
    // A parameter's first buffer is its gradient; later ones mix.
    let isNew = params.map { state(of: $0)["momentum_buffer"]?.isNone ?? true }
    for first in [true, false] {
      let members = params.indices.filter { isNew[$0] == first }
      if members.isEmpty { continue }
      let constants = first ? [lr, nesterov ? 1 + momentum : 1] : [lr, momentum, 1 - group.number("dampening"), nesterov ? 1 : 0]
      fusedStep(
        first ? .sgdFirst : .sgdMomentum, group, members.map { params[$0] }, members.map { grads[$0] }, states: ["momentum_buffer"]
      ) { _ in constants }
    }
  }
}
