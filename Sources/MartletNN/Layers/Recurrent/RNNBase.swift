import MartletCore

/// What RNN, LSTM and GRU share: their parameters, how layers and directions are stacked, and the forms of their inputs.
///
/// Layer k has `weight_ih_lk` (gates · hiddenSize, inputs), `weight_hh_lk` (gates · hiddenSize, width), `bias_ih_lk` and `bias_hh_lk`
/// (gates · hiddenSize); with `projSize` also `weight_hr_lk` (projSize, hiddenSize); the second direction the same with `_reverse`. All start
/// uniform in ±1/√hiddenSize. Width is that of a state: projSize, or hiddenSize without a projection.
public class RNNBase: Module {
  public let inputSize: Int, hiddenSize: Int, numLayers: Int, projSize: Int
  public let bias: Bool, batchFirst: Bool, bidirectional: Bool
  public let dropout: Double
  private let cell: RecurrentCell
  /// The parameters of each direction of each layer, in PyTorch's order.
  private let weights: [[(name: String, parameter: Parameter<Tensor>)]]

  init(
    _ cell: RecurrentCell, _ inputSize: Int, _ hiddenSize: Int, numLayers: Int, bias: Bool, batchFirst: Bool, dropout: Double,
    bidirectional: Bool, projSize: Int, dtype: DType?, device: Device
  ) {
    let op = "\(Self.self)"
    require(inputSize > 0 && hiddenSize > 0 && numLayers > 0, op, "sizes must be positive, got \(inputSize), \(hiddenSize), \(numLayers) layers")
    require(dropout >= 0 && dropout <= 1, op, "dropout must lie in 0…1, got \(dropout)")
    require(projSize >= 0 && projSize < hiddenSize, op, "projSize must be smaller than hiddenSize \(hiddenSize), got \(projSize)")
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.numLayers = numLayers
    self.bias = bias
    self.batchFirst = batchFirst
    self.dropout = dropout
    self.bidirectional = bidirectional
    self.projSize = projSize
    let rows = cell.gates * hiddenSize, width = projSize > 0 ? projSize : hiddenSize
    let suffixes = bidirectional ? ["", "_reverse"] : [""]
    weights = (0..<numLayers).flatMap { layer in
      suffixes.map { suffix in
        var shapes = [("weight_ih", [rows, layer == 0 ? inputSize : width * suffixes.count]), ("weight_hh", [rows, width])]
        if bias { shapes += [("bias_ih", [rows]), ("bias_hh", [rows])] }
        if projSize > 0 { shapes.append(("weight_hr", [projSize, hiddenSize])) }
        return shapes.map { name, shape in
          ("\(name)_l\(layer)\(suffix)", Parameter(wrappedValue: Tensor.empty(shape, dtype: dtype, device: device)))
        }
      }
    }
    super.init()
    let bound = 1 / Double(hiddenSize).squareRoot()
    for p in parameters() { Init.uniform_(p, a: -bound, b: bound) }
  }

  override func ownState() -> [(name: String, box: any StateBox)] { weights.flatMap { $0.map { ($0.name, $0.parameter) } } }

  /// The parameters of each direction of each layer: weights ih and hh, biases ih and hh, weight hr, as far as there are any.
  public var allWeights: [[Tensor]] { weights.map { $0.map(\.parameter.wrappedValue) } }

  /// PyTorch's text: only what is not the default.
  public override var extraRepr: String {
    var s = "\(inputSize), \(hiddenSize)"
    if projSize != 0 { s += ", proj_size=\(projSize)" }
    if numLayers != 1 { s += ", num_layers=\(numLayers)" }
    if !bias { s += ", bias=False" }
    if batchFirst { s += ", batch_first=True" }
    if dropout != 0 { s += ", dropout=\(Python.float(dropout))" }
    if bidirectional { s += ", bidirectional=True" }
    return s
  }

  // MARK: Running

  private var op: String { reprName }
  private var directions: Int { bidirectional ? 2 : 1 }
  private var width: Int { projSize > 0 ? projSize : hiddenSize }
  typealias States = (h: Tensor, c: Tensor?)

  /// x (L, N, inputSize), or (N, L, inputSize) with `batchFirst`, or (L, inputSize) unbatched; states (numLayers · directions, N, …) or unbatched.
  func run(_ x: Tensor, _ initial: (h: Tensor?, c: Tensor?)) -> (y: Tensor, States) { hooked(x, initial, runBatch) }

  private func runBatch(_ x: Tensor, _ initial: (h: Tensor?, c: Tensor?)) -> (y: Tensor, States) {
    let form = batchFirst ? "(N, L, \(inputSize))" : "(L, N, \(inputSize))"
    require(
      (x.ndim == 2 || x.ndim == 3) && x.size(-1) == inputSize, op, "expected an input of shape \(form) or unbatched (L, \(inputSize)), got \(x.shape)")
    if x.ndim == 2 {
      check(initial, batch: nil)
      let dim = batchFirst ? 0 : 1
      let (y, last) = runBatch(x.unsqueeze(dim), (initial.h?.unsqueeze(1), initial.c?.unsqueeze(1)))
      return (y.squeeze(dim), (last.h.squeeze(1), last.c?.squeeze(1)))
    }
    let (times, batch) = batchFirst ? (x.size(1), x.size(0)) : (x.size(0), x.size(1))
    require(times > 0, op, "the sequences have no elements: the input's shape is \(x.shape)")
    check(initial, batch: batch)
    let steps = RecurrentSteps(times: times, batch: batch, batchFirst: batchFirst)
    let (y, last) = stack(x.reshape(times * batch, inputSize), steps, initial)
    return (y.view(x.size(0), x.size(1), y.size(1)), last)
  }

  /// The same for sequences of different lengths; states are in the order in which the sequences were packed.
  func run(_ x: PackedSequence, _ initial: (h: Tensor?, c: Tensor?)) -> (y: PackedSequence, States) {
    require(
      x.data.ndim == 2 && x.data.size(1) == inputSize, op, "expected packed data of shape (rows, \(inputSize)), got \(x.data.shape)")
    let steps = RecurrentSteps(packed: x.stepSizes)
    check(initial, batch: x.stepSizes[0])
    func ordered(_ state: Tensor?, _ indices: Tensor?) -> Tensor? {
      guard let state, let indices else { return state }
      return state.indexSelect(dim: 1, index: indices)
    }
    let (y, last) = hooked(x.data, initial) { data, initial in
      let (y, last) = stack(data, steps, (ordered(initial.h, x.sortedIndices), ordered(initial.c, x.sortedIndices)))
      return (y, (ordered(last.h, x.unsortedIndices)!, ordered(last.c, x.unsortedIndices)))
    }
    return (x.with(data: y), last)
  }

  private func hooked(
    _ x: Tensor, _ initial: (h: Tensor?, c: Tensor?), _ body: (Tensor, (h: Tensor?, c: Tensor?)) -> (y: Tensor, States)
  ) -> (y: Tensor, States) {
    let out = withHooks([x, initial.h, initial.c].compactMap { $0 }) { inputs in
      let (y, last) = body(inputs[0], (inputs.count > 1 ? inputs[1] : nil, inputs.count > 2 ? inputs[2] : nil))
      return [y, last.h, last.c].compactMap { $0 }
    }
    return (out[0], (out[1], out.count > 2 ? out[2] : nil))
  }

  /// All layers over rows (rows, inputSize); their last outputs and all last states.
  private func stack(_ x: Tensor, _ steps: RecurrentSteps, _ initial: (h: Tensor?, c: Tensor?)) -> (y: Tensor, States) {
    let dtype = allWeights[0][0].dtype
    require(x.dtype == dtype, op, "the input is \(x.dtype), but the parameters are \(dtype)")
    let batch = steps.counts[0]
    func state(_ all: Tensor?, _ i: Int, _ size: Int) -> Tensor {
      all?.select(dim: 0, index: i) ?? Tensor.zeros(batch, size, dtype: x.dtype, device: x.device)
    }
    var y = x, h: [Tensor] = [], c: [Tensor] = []
    for layer in 0..<numLayers {
      let parts = (0..<directions).map { d in
        let i = layer * directions + d, w = allWeights[i]
        return RecurrentDirection(
          ih: w[0], hh: w[1], bias: bias ? (w[2], w[3]) : nil, hr: projSize > 0 ? w.last : nil, h0: state(initial.h, i, width),
          c0: cell == .lstm ? state(initial.c, i, hiddenSize) : nil)
      }
      let out = F.recurrent(cell, y, steps, parts)
      y = layer < numLayers - 1 ? F.dropout(out.y, p: dropout, training: isTraining) : out.y
      h += out.h
      c += out.c
    }
    return (y, (Tensor.stack(h), c.isEmpty ? nil : Tensor.stack(c)))
  }

  private func check(_ states: (h: Tensor?, c: Tensor?), batch: Int?) {
    for (name, state, size) in [("h0", states.h, width), ("c0", states.c, hiddenSize)] {
      guard let state else { continue }
      let expected = [numLayers * directions] + (batch.map { [$0] } ?? []) + [size]
      require(state.shape == expected, op, "\(name) has shape \(state.shape), expected \(expected)")
    }
  }
}
