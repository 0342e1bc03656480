/// A recurrent layer computed by the backend's kernel, with what the derivative reads.
struct FusedRecurrence {
  let shape: RecurrentShape
  let outputs: RecurrentOutputs
  /// Of each direction.
  let memos: [RecurrentMemo]

  init(_ cell: RecurrentCell, _ x: Tensor, _ steps: RecurrentSteps, _ directions: [RecurrentDirection]) {
    let shape = RecurrentShape(cell: cell, hidden: directions[0].hh.dims[0] / cell.gates, width: directions[0].hh.dims[1], steps: steps)
    func empty(_ rows: Int, _ columns: Int) -> Tensor { Tensor(empty: Dims([rows, columns]), x.dtype, x.device) }
    let rows = steps.rows, y = empty(rows, directions.count * shape.width)
    let passes = directions.enumerated().map { d, weights in
      let w = weights.mapped { $0.detach().contiguous() }, bias = noGrad { shape.biases(w) }
      let memo = RecurrentMemo(
        gates: F.linear(x.detach(), w.ih, bias.projection), memory: cell == .lstm || cell == .gru ? empty(rows, shape.hidden) : nil,
        raw: w.hr == nil ? nil : empty(rows, shape.hidden))
      return RecurrentPass(
        reverse: d == 1, hh: w.hh, bHN: bias.product, hr: w.hr, h0: w.h0, c0: w.c0, memo: memo, y: shape.columns(of: y, d),
        hN: empty(steps.sequences, shape.width), cN: w.c0 == nil ? nil : empty(steps.sequences, shape.hidden))
    }
    if y.numel > 0 { x.backend.recurrent(shape, passes) }
    self.shape = shape
    outputs = RecurrentOutputs(y: y, h: passes.map(\.hN), c: passes.compactMap(\.cN))
    memos = passes.map(\.memo)
  }
}

extension RecurrentShape {
  /// The columns of direction `d` in y or its gradient.
  fileprivate func columns(of y: Tensor, _ d: Int) -> Tensor {
    Tensor(alias: y, dims: Dims([y.dims[0], width]), strides: y.strides, offset: y.storageOffset + d * width)
  }

  /// The bias of the input projection, and that of a GRU's hidden product for n, which its gate r multiplies; all else goes into the first.
  fileprivate func biases(_ w: RecurrentDirection) -> (projection: Tensor?, product: Tensor?) {
    guard let b = w.bias else { return (nil, nil) }
    if cell != .gru { return (b.ih + b.hh, nil) }
    let parts = b.hh.split([2 * hidden, hidden])
    return (b.ih + Tensor.cat([parts[0], Tensor.zerosLike(parts[1])]), parts[1])
  }

  /// The gradients of x and of the tensors of each direction, from those of y and of the last states: one kernel back through the steps,
  /// then one gemm for each matrix.
  func gradients(
    _ x: Tensor, _ directions: [RecurrentDirection], _ y: Tensor, _ memos: [RecurrentMemo], _ g: [Tensor?], _ needs: [Bool]
  ) -> [Tensor?] {
    let count = directions.count, input = x.detach().contiguous(), dy = g[0]?.contiguous()
    let dx = needs[0] ? Tensor(empty: x.dims, x.dtype, x.device) : nil
    func empty(_ columns: Int) -> Tensor { Tensor(empty: Dims([steps.rows, columns]), x.dtype, x.device) }

    let weights = directions.map { $0.mapped { $0.detach().contiguous() } }
    let passes = weights.indices.map { d in
      let w = weights[d]
      return RecurrentPass(
        reverse: d == 1, hh: w.hh, bHN: nil, hr: w.hr, h0: w.h0, c0: w.c0, memo: memos[d], y: columns(of: y, d), hN: w.h0, cN: w.c0)
    }
    let back = weights.indices.map { d in
      let w = weights[d], dgates = empty(cell.gates * hidden)
      return RecurrentGradient(
        dy: dy.map { columns(of: $0, d) }, dh: writable(g[1 + d], like: w.h0), dc: w.c0.map { writable(g[1 + count + d], like: $0) },
        dgates: dgates, dproduct: cell == .gru ? empty(cell.gates * hidden) : dgates, dprojected: w.hr == nil ? nil : empty(width),
        hBefore: empty(width))
    }
    if y.numel > 0 { x.backend.recurrentBackward(self, passes, back) }

    var all: [Tensor?] = [dx]
    func add(_ gradient: @autoclosure () -> Tensor) { all.append(needs[all.count] ? gradient() : nil) }
    for (d, b) in back.enumerated() {
      if let dx { Tensor.product(b.dgates, weights[d].ih, into: dx, beta: d == 0 ? 0 : 1) }
      add(b.dgates.t().mm(input))
      add(b.dproduct.t().mm(b.hBefore))
      if weights[d].bias != nil {
        add(b.dgates.sum(dim: 0))
        add(b.dproduct.sum(dim: 0))
      }
      if let raw = memos[d].raw { add(b.dprojected!.t().mm(raw)) }
      add(b.dh)
      if let dc = b.dc { add(dc) }
    }
    return all
  }

  /// A gradient in memory that the kernel may change; zeros where there is none.
  private func writable(_ g: Tensor?, like x: Tensor) -> Tensor { g.map { Tensor(copying: $0) } ?? Tensor.zerosLike(x) }
}
