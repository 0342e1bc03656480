import CMartletKernels

extension CPUBackend {
  func recurrent(_ s: RecurrentShape, _ passes: [RecurrentPass]) {
    FlopCounter.add(s.multiplyAdds(passes))
    withSteps(s.steps) { steps in
      mk_recurrent(
        passes[0].y.dtype.kernel, s.cell.kernel, s.hidden, s.width, steps, Int32(passes.count), passes.map(\.kernel))
    }
  }

  func recurrentBackward(_ s: RecurrentShape, _ passes: [RecurrentPass], _ gradients: [RecurrentGradient]) {
    FlopCounter.add(s.multiplyAdds(passes))
    withSteps(s.steps) { steps in
      mk_recurrent_backward(
        passes[0].y.dtype.kernel, s.cell.kernel, s.hidden, s.width, steps, Int32(passes.count), passes.map(\.kernel),
        gradients.map(\.kernel))
    }
  }

  private func withSteps(_ s: RecurrentSteps, _ body: (UnsafePointer<mk_steps>) -> Void) {
    s.starts.withUnsafeBufferPointer { starts in
      s.counts.withUnsafeBufferPointer { counts in
        var steps = mk_steps(
          times: s.times, sequences: s.sequences, stride: s.stride, starts: starts.baseAddress, counts: counts.baseAddress)
        body(&steps)
      }
    }
  }
}

extension RecurrentCell {
  fileprivate var kernel: mk_cell {
    switch self {
    case .tanh: MK_CELL_TANH
    case .relu: MK_CELL_RELU
    case .lstm: MK_CELL_LSTM
    case .gru: MK_CELL_GRU
    }
  }
}

extension RecurrentPass {
  fileprivate var kernel: mk_recurrent_pass {
    mk_recurrent_pass(
      reverse: reverse ? 1 : 0, w_hh: hh.pointer, b_hn: bHN?.pointer, w_hr: hr?.pointer, gates: memo.gates.pointer,
      memory: memo.memory?.pointer, raw: memo.raw?.pointer, h0: h0.pointer, c0: c0?.pointer, y: y.pointer, y_stride: y.strides[0], h_n: hN.pointer, c_n: cN?.pointer)
  }
}

extension RecurrentGradient {
  fileprivate var kernel: mk_recurrent_gradient {
    mk_recurrent_gradient(
      dy: dy?.pointer, dy_stride: dy?.strides[0] ?? 0, dh: dh.pointer, dc: dc?.pointer, dgates: dgates.pointer, dproduct: dproduct.pointer,
      dprojected: dprojected?.pointer, h_before: hBefore.pointer)
  }
}
