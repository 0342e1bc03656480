import CMartletKernels

/// A backend that forwards every primitive to another one and tells the task's profile about it. `Device.backend` gives it out while a profile is open.
final class ProfilingBackend: Backend {
  static let cpu = ProfilingBackend(CPUBackend.shared)

  private let base: any Backend

  private init(_ base: any Backend) { self.base = base }

  private func measured<R>(_ name: @autoclosure () -> String, _ inputs: [Tensor?], _ outputs: [Tensor?] = [], _ body: () -> R) -> R {
    measured(name(), inputs, body) { _ in outputs }
  }

  /// For primitives that make their results themselves.
  private func measured<R>(_ name: @autoclosure () -> String, _ inputs: [Tensor?], _ body: () -> R, outputs: (R) -> [Tensor?]) -> R {
    guard let session = Profiler.begin(name(), .op) else { return body() }
    let (result, multiplyAdds) = countFlops(body)
    let inputs = inputs.compactMap { $0 }
    let bytes = (inputs + outputs(result).compactMap { $0 }).reduce(0) { $0 + $1.numel * $1.dtype.itemSize }
    session.end(bytes: bytes, flops: 2 * multiplyAdds, inputs: inputs)
    return result
  }

  // MARK: Memory

  func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    let block = base.allocate(bytes)
    Profiler.current?.memoryChanged(allocated: bytes)
    return block
  }

  func free(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
    base.free(block, bytes)
    Profiler.current?.memoryChanged(allocated: 0)
  }

  // MARK: Filling, copying, pointwise

  func fill(_ x: Tensor, _ value: Scalar) { measured("fill", [], [x]) { base.fill(x, value) } }
  func copy(_ source: Tensor, to target: Tensor) { measured("copy", [source], [target]) { base.copy(source, to: target) } }
  func linspace(_ out: Tensor, start: Double, end: Double) { measured("linspace", [], [out]) { base.linspace(out, start: start, end: end) } }
  func arange(_ out: Tensor, start: Scalar, step: Scalar) { measured("arange", [], [out]) { base.arange(out, start: start, step: step) } }

  func pointwise(
    _ op: mk_pointwise_op, _ compute: DType, _ out: Tensor, _ a: Operand, _ b: Operand?, _ c: Operand?, _ params: Params
  ) {
    measured(String(cString: mk_pointwise_name(op)), [a.tensor, b?.tensor, c?.tensor], [out]) {
      base.pointwise(op, compute, out, a, b, c, params)
    }
  }

  // MARK: Reductions and scans

  func reduce(_ op: mk_reduce_op, _ x: Tensor, _ axis: Axis, _ out: Tensor, parameter: Double) {
    measured(op.name, [x], [out]) { base.reduce(op, x, axis, out, parameter: parameter) }
  }
  func reduceWithIndex(max: Bool, _ x: Tensor, _ axis: Axis, values: Tensor, indices: Tensor) {
    measured(max ? "max_with_index" : "min_with_index", [x], [values, indices]) {
      base.reduceWithIndex(max: max, x, axis, values: values, indices: indices)
    }
  }
  func varMean(_ x: Tensor, _ axis: Axis, variance: Tensor, mean: Tensor?, correction: Double, wantStd: Bool) {
    measured(wantStd ? "std_mean" : "var_mean", [x], [variance, mean]) {
      base.varMean(x, axis, variance: variance, mean: mean, correction: correction, wantStd: wantStd)
    }
  }
  func scan(_ op: mk_scan_op, _ x: Tensor, _ axis: Axis, _ out: Tensor, indices: Tensor?) {
    measured(op.name, [x], [out, indices]) { base.scan(op, x, axis, out, indices: indices) }
  }
  func softmax(log: Bool, _ x: Tensor, _ axis: Axis, _ y: Tensor) {
    measured(log ? "log_softmax" : "softmax", [x], [y]) { base.softmax(log: log, x, axis, y) }
  }
  func softmaxBackward(log: Bool, _ y: Tensor, _ dy: Tensor, _ axis: Axis, _ dx: Tensor) {
    measured(log ? "log_softmax_backward" : "softmax_backward", [y, dy], [dx]) { base.softmaxBackward(log: log, y, dy, axis, dx) }
  }
  func crossEntropy(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, ignoreIndex: Int, smoothing: Double, loss: Tensor, lse: Tensor
  ) -> Int? {
    measured("cross_entropy", [x, target, weight], [loss, lse]) {
      base.crossEntropy(x, target, weight, ignoreIndex: ignoreIndex, smoothing: smoothing, loss: loss, lse: lse)
    }
  }
  func crossEntropyBackward(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, ignoreIndex: Int, smoothing: Double, lse: Tensor, g: Tensor,
    scale: Double, dx: Tensor
  ) {
    measured("cross_entropy_backward", [x, target, weight, lse, g], [dx]) {
      base.crossEntropyBackward(x, target, weight, ignoreIndex: ignoreIndex, smoothing: smoothing, lse: lse, g: g, scale: scale, dx: dx)
    }
  }

  // MARK: Indexing

  func checkIndices(_ indices: Tensor, size: Int, wrapped: Tensor?) -> Int? {
    measured("check_indices", [indices], [wrapped]) { base.checkIndices(indices, size: size, wrapped: wrapped) }
  }
  /// Only the elements that are taken count as read, hence `out` twice.
  func indexGet(_ x: Tensor, lead: Int, dims: [Int], indices: [Tensor], count: Int, out: Tensor) {
    measured("index", indices, [out, out]) { base.indexGet(x, lead: lead, dims: dims, indices: indices, count: count, out: out) }
  }
  func indexPut(_ op: mk_scatter_op, _ x: Tensor, dims: [Int], indices: [Tensor], count: Int, values: Tensor) {
    measured("index_put", indices + [values], [values]) {
      base.indexPut(op, x, dims: dims, indices: indices, count: count, values: values)
    }
  }
  func gather(_ x: Tensor, dim: Int, index: Tensor, out: Tensor) {
    measured("gather", [index], [out, out]) { base.gather(x, dim: dim, index: index, out: out) }
  }
  func scatter(_ op: mk_scatter_op, _ x: Tensor, dim: Int, index: Tensor, source: Tensor) {
    measured("scatter", [index, source], [source]) { base.scatter(op, x, dim: dim, index: index, source: source) }
  }
  func bincount(_ indices: Tensor, counts: Tensor) { measured("bincount", [indices], [counts]) { base.bincount(indices, counts: counts) } }
  func countNonzero(mask: Tensor) -> Int { measured("count_nonzero", [mask]) { base.countNonzero(mask: mask) } }
  func maskedSelect(_ x: Tensor, mask: Tensor, out: Tensor) {
    measured("masked_select", [x, mask], [out]) { base.maskedSelect(x, mask: mask, out: out) }
  }
  func maskedScatter(_ x: Tensor, mask: Tensor, source: Tensor) {
    measured("masked_scatter", [mask, source], [x]) { base.maskedScatter(x, mask: mask, source: source) }
  }
  func nonzero(mask: Tensor, out: Tensor) { measured("nonzero", [mask], [out]) { base.nonzero(mask: mask, out: out) } }
  func embeddingBackward(_ indices: Tensor, _ dy: Tensor, dweight: Tensor, paddingIndex: Int) {
    measured("embedding_backward", [indices, dy], [dweight]) {
      base.embeddingBackward(indices, dy, dweight: dweight, paddingIndex: paddingIndex)
    }
  }

  // MARK: Sorting

  func sort(_ x: Tensor, rows: Int, n: Int, descending: Bool, values: Tensor, indices: Tensor) {
    measured("sort", [x], [values, indices]) { base.sort(x, rows: rows, n: n, descending: descending, values: values, indices: indices) }
  }
  func topk(_ x: Tensor, rows: Int, n: Int, k: Int, largest: Bool, values: Tensor, indices: Tensor) {
    measured("topk", [x], [values, indices]) { base.topk(x, rows: rows, n: n, k: k, largest: largest, values: values, indices: indices) }
  }
  func searchSorted(_ sorted: Tensor, rows: Int, sharedRow: Bool, n: Int, values: Tensor, m: Int, right: Bool, out: Tensor) {
    measured("searchsorted", [sorted, values], [out]) {
      base.searchSorted(sorted, rows: rows, sharedRow: sharedRow, n: n, values: values, m: m, right: right, out: out)
    }
  }

  // MARK: Random numbers

  func random(_ kind: RandomKind, _ out: Tensor, _ generator: Generator) { measured("random", [], [out]) { base.random(kind, out, generator) } }
  func dropout(_ x: Tensor, p: Double, y: Tensor, mask: Tensor, _ generator: Generator) {
    measured("dropout", [x], [y, mask]) { base.dropout(x, p: p, y: y, mask: mask, generator) }
  }
  func dropoutBackward(_ dy: Tensor, mask: Tensor, p: Double, dx: Tensor) {
    measured("dropout_backward", [dy, mask], [dx]) { base.dropoutBackward(dy, mask: mask, p: p, dx: dx) }
  }

  // MARK: Products, attention, recurrent layers

  func gemm(_ p: GemmShape, alpha: Double, _ a: Tensor, _ b: Tensor, beta: Double, _ c: Tensor) {
    measured("gemm", [a, b], [c]) { base.gemm(p, alpha: alpha, a, b, beta: beta, c) }
  }
  func attention(
    _ form: inout AttentionForm, _ q: Tensor, _ k: Tensor, _ v: Tensor, out: Tensor, stats: Tensor, _ generator: Generator
  ) {
    measured("attention", [q, k, v, form.mask], [out, stats]) { base.attention(&form, q, k, v, out: out, stats: stats, generator) }
  }
  func attentionWeights(_ form: AttentionForm, _ q: Tensor, _ k: Tensor, stats: Tensor, weights: Tensor) {
    measured("attention_weights", [q, k, form.mask, stats], [weights]) { base.attentionWeights(form, q, k, stats: stats, weights: weights) }
  }
  func attentionBackward(
    _ form: AttentionForm, _ q: Tensor, _ k: Tensor, _ v: Tensor, out: Tensor, stats: Tensor, _ dout: Tensor, dq: Tensor?, dk: Tensor?,
    dv: Tensor?
  ) {
    measured("attention_backward", [q, k, v, form.mask, out, stats, dout], [dq, dk, dv]) {
      base.attentionBackward(form, q, k, v, out: out, stats: stats, dout, dq: dq, dk: dk, dv: dv)
    }
  }
  func recurrent(_ s: RecurrentShape, _ passes: [RecurrentPass]) {
    measured(s.cell.name, passes.flatMap { [$0.memo.gates, $0.hh, $0.h0] }, passes.map(\.y)) { base.recurrent(s, passes) }
  }
  func recurrentBackward(_ s: RecurrentShape, _ passes: [RecurrentPass], _ gradients: [RecurrentGradient]) {
    measured("\(s.cell.name)_backward", passes.flatMap { [$0.memo.gates, $0.hh, $0.y] }, gradients.map(\.dgates)) {
      base.recurrentBackward(s, passes, gradients)
    }
  }

  // MARK: Convolution, pooling

  func conv(_ s: ConvShape, _ x: Tensor, _ w: Tensor, _ b: Tensor?) -> Tensor {
    measured(s.name, [x, w, b], { base.conv(s, x, w, b) }, outputs: { [$0] })
  }
  func convGradient(_ s: ConvShape, _ dy: Tensor) -> Tensor {
    measured("reorder", [dy], { base.convGradient(s, dy) }, outputs: { [$0] })
  }
  func convBackwardInput(_ s: ConvShape, _ dy: Tensor, _ w: Tensor) -> Tensor {
    measured("\(s.name)_backward_input", [dy, w], { base.convBackwardInput(s, dy, w) }, outputs: { [$0] })
  }
  func convBackwardWeight(_ s: ConvShape, _ x: Tensor, _ dy: Tensor, wantBias: Bool) -> (Tensor, Tensor?) {
    measured("\(s.name)_backward_weight", [x, dy], { base.convBackwardWeight(s, x, dy, wantBias: wantBias) }, outputs: { [$0.0, $0.1] })
  }
  func pool(_ p: PoolShape, _ x: Tensor) -> (y: Tensor, memo: PoolMemo?) {
    measured(p.name, [x], { base.pool(p, x) }, outputs: { [$0.y] })
  }
  func poolBackward(_ p: PoolShape, _ dy: Tensor, _ memo: PoolMemo?) -> Tensor {
    measured("\(p.name)_backward", [dy], { base.poolBackward(p, dy, memo) }, outputs: { [$0] })
  }
  func maxPoolWithIndices(_ p: PoolShape, _ x: Tensor) -> (y: Tensor, indices: Tensor) {
    measured("\(p.name)_with_indices", [x], { base.maxPoolWithIndices(p, x) }, outputs: { [$0.y, $0.indices] })
  }
  func adaptiveMaxPool(_ p: PoolShape, _ x: Tensor, y: Tensor, indices: Tensor) {
    measured("adaptive_\(p.name)", [x], [y, indices]) { base.adaptiveMaxPool(p, x, y: y, indices: indices) }
  }
  func im2col(_ shape: mk_pool_shape, _ x: Tensor, columns: Tensor) {
    measured("im2col", [x], [columns]) { base.im2col(shape, x, columns: columns) }
  }
  func col2im(_ shape: mk_pool_shape, columns: Tensor, _ x: Tensor) {
    measured("col2im", [columns], [x]) { base.col2im(shape, columns: columns, x) }
  }
  func adaptiveAvgPool(_ p: PoolShape, _ x: Tensor, _ y: Tensor) {
    measured("adaptive_\(p.name)", [x], [y]) { base.adaptiveAvgPool(p, x, y) }
  }
  func adaptiveAvgPoolBackward(_ p: PoolShape, _ dy: Tensor, _ dx: Tensor) {
    measured("adaptive_\(p.name)_backward", [dy], [dx]) { base.adaptiveAvgPoolBackward(p, dy, dx) }
  }

  // MARK: Normalisation

  func layerNorm(rms: Bool, _ x: Tensor, n: Int, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor?, rstd: Tensor) {
    measured(rms ? "rms_norm" : "layer_norm", [x, w, b], [y, mean, rstd]) {
      base.layerNorm(rms: rms, x, n: n, w, b, eps: eps, y: y, mean: mean, rstd: rstd)
    }
  }
  func layerNormBackward(
    rms: Bool, _ x: Tensor, n: Int, _ w: Tensor?, mean: Tensor?, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?
  ) {
    measured(rms ? "rms_norm_backward" : "layer_norm_backward", [x, w, mean, rstd, dy], [dx, dw, db]) {
      base.layerNormBackward(rms: rms, x, n: n, w, mean: mean, rstd: rstd, dy, dx: dx, dw: dw, db: db)
    }
  }
  func groupNorm(_ x: Tensor, groups: Int, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor, rstd: Tensor) {
    measured("group_norm", [x, w, b], [y, mean, rstd]) {
      base.groupNorm(x, groups: groups, w, b, eps: eps, y: y, mean: mean, rstd: rstd)
    }
  }
  func groupNormBackward(
    _ x: Tensor, groups: Int, _ w: Tensor?, mean: Tensor, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?
  ) {
    measured("group_norm_backward", [x, w, mean, rstd, dy], [dx, dw, db]) {
      base.groupNormBackward(x, groups: groups, w, mean: mean, rstd: rstd, dy, dx: dx, dw: dw, db: db)
    }
  }
  func batchNorm(_ x: Tensor, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor, rstd: Tensor) {
    measured("batch_norm", [x, w, b], [y, mean, rstd]) { base.batchNorm(x, w, b, eps: eps, y: y, mean: mean, rstd: rstd) }
  }
  func batchNormApply(_ x: Tensor, _ w: Tensor?, _ b: Tensor?, mean: Tensor, rstd: Tensor, y: Tensor) {
    measured("batch_norm_apply", [x, w, b, mean, rstd], [y]) { base.batchNormApply(x, w, b, mean: mean, rstd: rstd, y: y) }
  }
  func batchNormBackward(
    training: Bool, _ x: Tensor, _ w: Tensor?, mean: Tensor, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?
  ) {
    measured("batch_norm_backward", [x, w, mean, rstd, dy], [dx, dw, db]) {
      base.batchNormBackward(training: training, x, w, mean: mean, rstd: rstd, dy, dx: dx, dw: dw, db: db)
    }
  }

  // MARK: Optimisers

  /// Parameters and states are read and written, gradients only read.
  func optimizerStep(_ rule: StepRule, _ numbers: StepNumbers, _ lists: [[Tensor]]) {
    let changed = lists.enumerated().filter { $0.offset != 1 }.flatMap(\.element)
    measured("optimizer_step", lists.flatMap { $0 }, changed) { base.optimizerStep(rule, numbers, lists) }
  }
}

// MARK: - Names, as PyTorch spells them

extension Operand {
  fileprivate var tensor: Tensor? { if case .tensor(let t) = self { t } else { nil } }
}

extension mk_reduce_op {
  fileprivate var name: String {
    let names = ["sum", "prod", "max", "min", "any", "all", "argmax", "argmin", "nansum", "norm", "count_nonzero", "logsumexp"]
    return names[Int(rawValue)]
  }
}

extension mk_scan_op {
  fileprivate var name: String { ["cumsum", "cumprod", "cummax", "cummin", "logcumsumexp"][Int(rawValue)] }
}

extension ConvShape {
  fileprivate var name: String { spec.transposed == 0 ? "conv\(spatial)d" : "conv_transpose\(spatial)d" }
}

extension PoolShape {
  fileprivate var name: String { "\(max ? "max" : "avg")_pool\(spatial)d" }
}

extension RecurrentCell {
  fileprivate var name: String {
    switch self {
    case .tanh: "rnn_tanh"
    case .relu: "rnn_relu"
    case .lstm: "lstm"
    case .gru: "gru"
    }
  }
}
