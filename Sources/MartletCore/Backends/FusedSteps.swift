import CMartletKernels

/// How one element of a parameter moves in a fused step: a line of `mk_optim.def`, where its constants and states are listed.
package struct StepRule: Sendable {
  let kernel: mk_step_rule

  package static let scale = StepRule(kernel: MK_STEP_scale)
  package static let sgd = StepRule(kernel: MK_STEP_sgd)
  package static let sgdFirst = StepRule(kernel: MK_STEP_sgd_first)
  package static let sgdMomentum = StepRule(kernel: MK_STEP_sgd_momentum)
  package static let adam = StepRule(kernel: MK_STEP_adam)
  package static let adamAmsgrad = StepRule(kernel: MK_STEP_adam_amsgrad)
  package static let adamax = StepRule(kernel: MK_STEP_adamax)
  package static let nadam = StepRule(kernel: MK_STEP_nadam)
  package static let radam = StepRule(kernel: MK_STEP_radam)
  package static let radamEarly = StepRule(kernel: MK_STEP_radam_early)
  package static let adagrad = StepRule(kernel: MK_STEP_adagrad)
  package static let adadelta = StepRule(kernel: MK_STEP_adadelta)
  package static let rmsprop = StepRule(kernel: MK_STEP_rmsprop)
  package static let rmspropMomentum = StepRule(kernel: MK_STEP_rmsprop_momentum)
  package static let rmspropCentered = StepRule(kernel: MK_STEP_rmsprop_centered)
  package static let rmspropMomentumCentered = StepRule(kernel: MK_STEP_rmsprop_momentum_centered)
  package static let rprop = StepRule(kernel: MK_STEP_rprop)
  package static let asgd = StepRule(kernel: MK_STEP_asgd)
}

/// The numbers of a fused step. A rule sees the gradient as `sign · g + weightDecay · p` and the parameter as `shrink · p`.
package struct StepNumbers: Hashable {
  package var sign, weightDecay, shrink: Double
  package var constants: [Double]
  package init(sign: Double = 1, weightDecay: Double = 0, shrink: Double = 1, constants: [Double]) {
    self.sign = sign
    self.weightDecay = weightDecay
    self.shrink = shrink
    self.constants = constants
  }
}

/// Fused steps of many tensors: one kernel call for each dtype and device among them.
package enum FusedSteps {
  /// Moves `params` along `grads`; `states` holds a list for each state of the rule.
  package static func step(_ rule: StepRule, _ numbers: StepNumbers, params: [Tensor], grads: [Tensor], states: [[Tensor]] = []) {
    for list in [grads] + states {
      for (p, t) in zip(params, list) {
        require(t.dims == p.dims, "step", "a parameter of shape \(p.shape) has a gradient or state of shape \(t.shape)")
      }
    }
    run(params, grads, states) { lists, backend in backend.optimizerStep(rule, numbers, lists) }
  }

  /// Multiplies every tensor by `factor`, in place.
  package static func scale(_ tensors: [Tensor], by factor: Double) {
    step(.scale, StepNumbers(constants: [factor]), params: tensors, grads: tensors)
  }

  /// The kernels take dense float32 or float64 buffers; what is not becomes so for the step, and parameters and states are written back.
  private static func run(_ params: [Tensor], _ grads: [Tensor], _ states: [[Tensor]], _ kernel: ([[Tensor]], any Backend) -> Void) {
    var groups: [Key: [Int]] = [:]
    for (i, p) in params.enumerated() where p.numel > 0 { groups[Key(dtype: p.dtype, device: p.device), default: []].append(i) }
    for (key, members) in groups {
      let type = key.dtype == .float64 ? DType.float64 : .float32
      func dense(_ t: Tensor) -> Tensor { t.dtype == type && t.isDense ? t : t.detach().to(type).contiguous() }
      let lists = ([params, grads] + states).map { list in members.map { dense(list[$0]) } }
      kernel(lists, key.device.backend)
      for (k, i) in members.enumerated() {
        if lists[0][k] !== params[i] { params[i].detach().copy_(lists[0][k]) }
        params[i].bumpVersion()
        for (list, used) in zip(states, lists.dropFirst(2)) where used[k] !== list[i] { list[i].copy_(used[k]) }
      }
    }
  }

  private struct Key: Hashable {
    let dtype: DType
    let device: Device
  }
}
