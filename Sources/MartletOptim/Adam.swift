import MartletCore

/// Adam: `m ← β₁ m + (1 − β₁) g`, `v ← β₂ v + (1 − β₂) g²`, `θ ← θ − γ m̂ / (√v̂ + ε)` with the bias-corrected m̂ and v̂.
///
/// Weight decay is added to the gradient; `AdamW` decouples it. (https://arxiv.org/abs/1412.6980)
open class Adam: Optimizer {
  public convenience init(
    _ params: [Tensor], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    amsgrad: Bool = false, maximize: Bool = false
  ) {
    self.init([ParamGroup(params)], lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, amsgrad: amsgrad, maximize: maximize)
  }

  public init(
    _ groups: [ParamGroup], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 0,
    amsgrad: Bool = false, maximize: Bool = false
  ) {
    require(lr >= 0 && eps >= 0 && weightDecay >= 0, "Adam", "lr \(lr), eps \(eps) and weightDecay \(weightDecay) must not be negative")
    require((0..<1).contains(betas.0) && (0..<1).contains(betas.1), "Adam", "betas must lie in 0..<1, got \(betas)")
    super.init(groups, defaults: [
      "lr": .number(lr), "betas": .pair(betas.0, betas.1), "eps": .number(eps), "weight_decay": .number(weightDecay),
      "amsgrad": .flag(amsgrad), "maximize": .flag(maximize),
    ])
  }

  /// Whether weight decay shrinks the parameter itself instead of joining the gradient.
  var isDecoupled: Bool { false }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let amsgrad = group.flag("amsgrad")
    // Parameters that have taken the same number of steps go in one pass: nearly always all of them.
    var byStep: [Double: [Int]] = [:]
    for (i, p) in params.enumerated() {
      let s = state(of: p)
      if s.tensors["exp_avg"] == nil {
        s.tensors["exp_avg"] = Tensor.zerosLike(p)
        s.tensors["exp_avg_sq"] = Tensor.zerosLike(p)
        if amsgrad { s.tensors["max_exp_avg_sq"] = Tensor.zerosLike(p) }
        s.numbers["step"] = 0
      }
      s.numbers["step"]! += 1
      byStep[s.numbers["step"]!, default: []].append(i)
    }
    for (step, members) in byStep {
      let states = members.map { state(of: params[$0]) }
      FusedSteps.adam(
        AdamStep(
          lr: group.lr, beta1: group.betas.0, beta2: group.betas.1, eps: group.eps, weightDecay: group.weightDecay, step: step,
          decoupled: isDecoupled, maximize: group.flag("maximize")),
        params: members.map { params[$0] }, grads: members.map { grads[$0] }, m: states.map { $0.tensors["exp_avg"]! },
        v: states.map { $0.tensors["exp_avg_sq"]! }, vMax: amsgrad ? states.map { $0.tensors["max_exp_avg_sq"]! } : [])
    }
  }
}

/// Adam with decoupled weight decay: `θ ← θ − γ λ θ` before Adam's step; default λ 0.01. (https://arxiv.org/abs/1711.05101)
public final class AdamW: Adam {
  public convenience init(
    _ params: [Tensor], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 1e-2,
    amsgrad: Bool = false, maximize: Bool = false
  ) {
    self.init([ParamGroup(params)], lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, amsgrad: amsgrad, maximize: maximize)
  }

  public override init(
    _ groups: [ParamGroup], lr: Double = 1e-3, betas: (Double, Double) = (0.9, 0.999), eps: Double = 1e-8, weightDecay: Double = 1e-2,
    amsgrad: Bool = false, maximize: Bool = false
  ) {
    super.init(groups, lr: lr, betas: betas, eps: eps, weightDecay: weightDecay, amsgrad: amsgrad, maximize: maximize)
  }

  override var isDecoupled: Bool { true }
}
