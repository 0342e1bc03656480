import MartletCore

/// Stochastic gradient descent with momentum:
/// `g ← g + λ θ`, `b ← μ b + (1 − d) g`, `θ ← θ − γ b` (Nesterov: `θ ← θ − γ (g + μ b)`).
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.SGD.html)
public final class SGD: Optimizer {
  public convenience init(
    _ params: [Tensor], lr: Double = 1e-3, momentum: Double = 0, dampening: Double = 0, weightDecay: Double = 0, nesterov: Bool = false,
    maximize: Bool = false
  ) {
    self.init(
      [ParamGroup(params)], lr: lr, momentum: momentum, dampening: dampening, weightDecay: weightDecay, nesterov: nesterov,
      maximize: maximize)
  }

  public init(
    _ groups: [ParamGroup], lr: Double = 1e-3, momentum: Double = 0, dampening: Double = 0, weightDecay: Double = 0,
    nesterov: Bool = false, maximize: Bool = false
  ) {
    require(lr >= 0 && momentum >= 0 && weightDecay >= 0, "SGD", "lr \(lr), momentum \(momentum) and weightDecay \(weightDecay) must not be negative")
    require(!nesterov || (momentum > 0 && dampening == 0), "SGD", "nesterov needs a momentum and no dampening")
    super.init(groups, defaults: [
      "lr": .number(lr), "momentum": .number(momentum), "dampening": .number(dampening), "weight_decay": .number(weightDecay),
      "nesterov": .flag(nesterov), "maximize": .flag(maximize),
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    func settings(isFirst: Bool) -> SGDStep {
      SGDStep(
        lr: group.lr, momentum: group.momentum, dampening: group.number("dampening"), weightDecay: group.weightDecay,
        nesterov: group.flag("nesterov"), maximize: group.flag("maximize"), isFirst: isFirst)
    }
    if group.momentum == 0 {
      FusedSteps.sgd(settings(isFirst: false), params: params, grads: grads, buffers: [])
      return
    }
    // A parameter's first buffer is its gradient; later ones mix.
    let isNew = params.map { state(of: $0).tensors["momentum_buffer"] == nil }
    for isFirst in [true, false] {
      let members = params.indices.filter { isNew[$0] == isFirst }
      if members.isEmpty { continue }
      let buffers = members.map { i -> Tensor in
        let s = state(of: params[i])
        let b = s.tensors["momentum_buffer"] ?? Tensor.zerosLike(params[i])
        s.tensors["momentum_buffer"] = b
        return b
      }
      FusedSteps.sgd(
        settings(isFirst: isFirst), params: members.map { params[$0] }, grads: members.map { grads[$0] }, buffers: buffers)
    }
  }
}
