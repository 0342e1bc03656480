/// The parameters and the initial states of one direction of a recurrent layer.
///
/// `ih` (gates · hidden, inputs), `hh` (gates · hidden, width), biases (gates · hidden), `hr` (width, hidden) for an LSTM with projection;
/// `h0` (N, width) and, for an LSTM, `c0` (N, hidden).
package struct RecurrentDirection {
  package var ih: Tensor, hh: Tensor, bias: (ih: Tensor, hh: Tensor)?, hr: Tensor?
  package var h0: Tensor, c0: Tensor?

  package init(ih: Tensor, hh: Tensor, bias: (ih: Tensor, hh: Tensor)?, hr: Tensor?, h0: Tensor, c0: Tensor?) {
    self.ih = ih
    self.hh = hh
    self.bias = bias
    self.hr = hr
    self.h0 = h0
    self.c0 = c0
  }

  /// Every tensor put through `f`, in a fixed order.
  func mapped(_ f: (Tensor) -> Tensor) -> RecurrentDirection {
    RecurrentDirection(ih: f(ih), hh: f(hh), bias: bias.map { (f($0.ih), f($0.hh)) }, hr: hr.map(f), h0: f(h0), c0: c0.map(f))
  }

  /// The tensors in that order.
  var tensors: [Tensor] {
    var all: [Tensor] = []
    _ = mapped { x in
      all.append(x)
      return x
    }
    return all
  }
}

/// The outputs y (rows, directions · width) of a recurrent layer, and each direction's states after its last step.
package struct RecurrentOutputs {
  package var y: Tensor, h: [Tensor], c: [Tensor]
  var tensors: [Tensor] { [y] + h + c }
}

extension F {
  /// A recurrent layer of one or two directions over x (rows, inputs), whose rows `steps` assigns to sequences and times.
  ///
  /// The projection of all inputs is one gemm; then one kernel goes through all steps. A second direction runs from each sequence's end.
  /// (https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html)
  package static func recurrent(
    _ cell: RecurrentCell, _ x: Tensor, _ steps: RecurrentSteps, _ directions: [RecurrentDirection]
  ) -> RecurrentOutputs {
    // Half types compute in float32.
    if x.dtype.itemSize == 2 {
      let out = recurrent(cell, x.float(), steps, directions.map { $0.mapped { $0.float() } })
      return RecurrentOutputs(y: out.y.to(x.dtype), h: out.h.map { $0.to(x.dtype) }, c: out.c.map { $0.to(x.dtype) })
    }
    let run = FusedRecurrence(cell, x, steps, directions)
    let inputs = [x] + directions.flatMap(\.tensors)
    if !tracks(inputs) { return run.outputs }
    let shape = run.shape  // not `run`: the node must not own its outputs
    let saved = inputs.map { Saved($0) }, y = Saved(output: run.outputs.y), memos = run.memos.map { SavedMemo($0) }
    recordAll("recurrent", run.outputs.tensors, inputs, saving: saved + [y] + memos.flatMap(\.all)) { g, n in
      let needs = saved.indices.map { n.needs($0) }
      var tensors = saved.map { $0() }[...]
      let x = tensors.removeFirst()
      let directions = directions.map { $0.mapped { _ in tensors.removeFirst() } }
      if GradMode.isEnabled { return differentiableGradients(cell, x, steps, directions, g, needs) }
      return shape.gradients(x, directions, y(), memos.map { $0() }, g, needs)
    }
    return run.outputs
  }

  /// The gradients as functions that can be differentiated again: those of the same layer in ops.
  private static func differentiableGradients(
    _ cell: RecurrentCell, _ x: Tensor, _ steps: RecurrentSteps, _ directions: [RecurrentDirection], _ g: [Tensor?], _ needs: [Bool]
  ) -> [Tensor?] {
    // Views stand for the inputs, so that no gradient takes the way from one input to another that was made from it.
    let input = x.viewAs(x), parts = directions.map { $0.mapped { $0.expand($0.shape) } }
    let outputs = recurrentComposite(cell, input, steps, parts).tensors
    let roots = zip(outputs, g).filter { $0.1 != nil && $0.0.requiresGrad }
    let inputs = [input] + parts.flatMap(\.tensors), wanted = inputs.indices.filter { needs[$0] }
    let found = grad(
      of: roots.map(\.0), wrt: wanted.map { inputs[$0] }, gradOutputs: roots.map(\.1), createGraph: true, allowUnused: true)
    var all = [Tensor?](repeating: nil, count: inputs.count)
    for (i, d) in zip(wanted, found) { all[i] = d }
    return all
  }
}

private struct SavedMemo {
  private let gates: Saved, memory: Saved?, raw: Saved?

  init(_ m: RecurrentMemo) {
    gates = Saved(m.gates)
    memory = m.memory.map { Saved($0) }
    raw = m.raw.map { Saved($0) }
  }

  var all: [Saved] { [gates, memory, raw].compactMap { $0 } }
  func callAsFunction() -> RecurrentMemo { RecurrentMemo(gates: gates(), memory: memory?(), raw: raw?()) }
}
