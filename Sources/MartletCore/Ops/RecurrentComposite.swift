// Recurrent layers step by step, in differentiable ops: what cells are, and what second derivatives of the fused layers go through.

extension F {
  /// One step of a cell from its projected input x W_ihᵀ + b_ih (N, gates · hidden) and the states before it to those after it.
  package static func recurrentStep(
    _ cell: RecurrentCell, _ projected: Tensor, _ h: Tensor, _ c: Tensor?, hh: Tensor, bias: Tensor?, hr: Tensor? = nil
  ) -> (h: Tensor, c: Tensor?) {
    let product = F.linear(h, hh, bias)
    switch cell {
    case .tanh: return ((projected + product).tanh(), nil)
    case .relu: return (F.relu(projected + product), nil)
    case .lstm:
      let gates = (projected + product).chunk(4, dim: 1)
      let (i, f, g, o) = (gates[0].sigmoid(), gates[1].sigmoid(), gates[2].tanh(), gates[3].sigmoid())
      let memory = f * c! + i * g
      let raw = o * memory.tanh()
      return (hr.map { F.linear(raw, $0) } ?? raw, memory)
    case .gru:
      let x = projected.chunk(3, dim: 1), p = product.chunk(3, dim: 1)
      let (r, z) = ((x[0] + p[0]).sigmoid(), (x[1] + p[1]).sigmoid())
      let n = (x[2] + r * p[2]).tanh()
      return ((1 - z) * n + z * h, nil)
    }
  }

  /// What `F.recurrent` computes, one step after the other.
  static func recurrentComposite(
    _ cell: RecurrentCell, _ x: Tensor, _ steps: RecurrentSteps, _ directions: [RecurrentDirection]
  ) -> RecurrentOutputs {
    var columns: [Tensor] = [], h: [Tensor] = [], c: [Tensor] = []
    for (d, w) in directions.enumerated() {
      let projected = F.linear(x, w.ih, w.bias?.ih)
      var state = (h: w.h0, c: w.c0)
      var outputs = [Tensor?](repeating: nil, count: steps.times)
      for t in d == 0 ? Array(0..<steps.times) : (0..<steps.times).reversed() {
        let alive = steps.counts[t]
        let next = recurrentStep(
          cell, steps.rows(of: projected, at: t), state.h.narrow(dim: 0, start: 0, length: alive),
          state.c?.narrow(dim: 0, start: 0, length: alive), hh: w.hh, bias: w.bias?.hh, hr: w.hr)
        outputs[t] = next.h
        state = (steps.replacing(state.h, next.h), state.c.map { steps.replacing($0, next.c!) })
      }
      columns.append(steps.joined(outputs.map { $0! }))
      h.append(state.h)
      if let last = state.c { c.append(last) }
    }
    return RecurrentOutputs(y: Tensor.cat(columns, dim: 1), h: h, c: c)
  }
}

extension RecurrentSteps {
  /// The rows of `x` that belong to time `t`.
  fileprivate func rows(of x: Tensor, at t: Int) -> Tensor {
    if stride == 1 { return x.narrow(dim: 0, start: starts[t], length: counts[t]) }
    return x.view(sequences, times, x.size(1)).select(dim: 1, index: t)
  }

  /// The rows of all times, from those of each.
  fileprivate func joined(_ parts: [Tensor]) -> Tensor {
    if stride == 1 { return Tensor.cat(parts) }
    return Tensor.stack(parts, dim: 1).view(rows, parts[0].size(1))
  }

  /// The states of all sequences once those of the first ones have changed.
  fileprivate func replacing(_ old: Tensor, _ new: Tensor) -> Tensor {
    let n = old.size(0), k = new.size(0)
    return k == n ? new : Tensor.cat([new, old.narrow(dim: 0, start: k, length: n - k)])
  }
}
