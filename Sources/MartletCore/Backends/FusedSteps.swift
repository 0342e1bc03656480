/// Fused optimiser steps for the optimisers: all parameters in one pass, by runs of one dtype and device.
package enum FusedSteps {
  package static func sgd(_ s: SGDStep, params: [Tensor], grads: [Tensor], buffers: [Tensor]) {
    run(params, grads, [buffers]) { p, g, state, backend in backend.sgd(s, params: p, grads: g, buffers: state[0]) }
  }

  package static func adam(_ s: AdamStep, params: [Tensor], grads: [Tensor], m: [Tensor], v: [Tensor], vMax: [Tensor]) {
    run(params, grads, [m, v, vMax]) { p, g, state, backend in
      backend.adam(s, params: p, grads: g, m: state[0], v: state[1], vMax: state[2])
    }
  }

  /// The kernels take dense float32 or float64 buffers; what is not becomes so for the step, and parameters and state are written back.
  private static func run(
    _ params: [Tensor], _ grads: [Tensor], _ state: [[Tensor]],
    _ kernel: ([Tensor], [Tensor], [[Tensor]], any Backend) -> Void
  ) {
    var groups: [Key: [Int]] = [:]
    for (i, p) in params.enumerated() where p.numel > 0 { groups[Key(dtype: p.dtype, device: p.device), default: []].append(i) }
    for (key, members) in groups {
      let type = key.dtype == .float64 ? DType.float64 : .float32
      func dense(_ t: Tensor) -> Tensor { t.dtype == type && t.isDense ? t : t.detach().to(type).contiguous() }
      let p = members.map { dense(params[$0]) }, g = members.map { dense(grads[$0]) }
      let s = state.map { list in list.isEmpty ? [] : members.map { dense(list[$0]) } }
      kernel(p, g, s, key.device.backend)
      for (k, i) in members.enumerated() {
        if p[k] !== params[i] { params[i].detach().copy_(p[k]) }
        params[i].bumpVersion()
        for (list, used) in zip(state, s) where !list.isEmpty && used[k] !== list[i] { list[i].copy_(used[k]) }
      }
    }
  }

  private struct Key: Hashable {
    let dtype: DType
    let device: Device
  }
}
