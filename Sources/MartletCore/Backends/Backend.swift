import CMartletKernels

/// One operand of a pointwise kernel: a tensor that broadcasts to the output's shape, or a number.
enum Operand {
  case tensor(Tensor)
  case scalar(Scalar)
}

/// The parameters p0…p3 of a pointwise expression.
typealias Params = SIMD4<Double>

/// A reduced or scanned axis of a dense tensor: `(outer, n, inner)`, with the work along `n`. A reduction may have dims in front of all
/// that it goes over too: `repeats`.
struct Axis {
  var repeats = 1
  var outer: Int, n: Int, inner: Int
  /// How many elements make one result.
  var count: Int { repeats * n }
}

/// What a device must offer: coarse primitives over tensors' memory, without gradients, shape rules or promotion (ops have done those).
///
/// A new device is a new conformer, and nothing above this protocol changes. Unless said otherwise inputs and outputs are dense, on
/// this device, of the dtypes that the op chose, and not empty.
protocol Backend: AnyObject, Sendable {
  // Memory
  func allocate(_ bytes: Int) -> UnsafeMutableRawPointer
  func free(_ block: UnsafeMutableRawPointer, _ bytes: Int)

  // Filling and copying: any strides, any dtypes
  func fill(_ x: Tensor, _ value: Scalar)
  func copy(_ source: Tensor, to target: Tensor)
  func arange(_ out: Tensor, start: Scalar, step: Scalar)
  func linspace(_ out: Tensor, start: Double, end: Double)

  /// `out = op(a, b, c; params)`, evaluated in `compute`; operands of any strides and dtypes, broadcast to `out`.
  func pointwise(
    _ op: mk_pointwise_op, _ compute: DType, _ out: Tensor, _ a: Operand, _ b: Operand?, _ c: Operand?, _ params: Params)

  // Reductions and scans
  func reduce(_ op: mk_reduce_op, _ x: Tensor, _ axis: Axis, _ out: Tensor, parameter: Double)
  func reduceWithIndex(max: Bool, _ x: Tensor, _ axis: Axis, values: Tensor, indices: Tensor)
  func varMean(_ x: Tensor, _ axis: Axis, variance: Tensor, mean: Tensor?, correction: Double, wantStd: Bool)
  func scan(_ op: mk_scan_op, _ x: Tensor, _ axis: Axis, _ out: Tensor, indices: Tensor?)
  func softmax(log: Bool, _ x: Tensor, _ axis: Axis, _ y: Tensor)
  func softmaxBackward(log: Bool, _ y: Tensor, _ dy: Tensor, _ axis: Axis, _ dx: Tensor)
  /// Returns the row of the first wrong target, or nil.
  func crossEntropy(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, ignoreIndex: Int, smoothing: Double, loss: Tensor, lse: Tensor) -> Int?
  func crossEntropyBackward(
    _ x: Tensor, _ target: Tensor, _ weight: Tensor?, ignoreIndex: Int, smoothing: Double, lse: Tensor, g: Tensor,
    scale: Double, dx: Tensor)

  // Indexing. Index tensors are int64, dense, non-negative and in range.
  func checkIndices(_ indices: Tensor, size: Int, wrapped: Tensor?) -> Int?
  /// out: (the first `lead` dims, count, the other dims that are not indexed).
  func indexGet(_ x: Tensor, lead: Int, dims: [Int], indices: [Tensor], count: Int, out: Tensor)
  func indexPut(_ op: mk_scatter_op, _ x: Tensor, dims: [Int], indices: [Tensor], count: Int, values: Tensor)
  func gather(_ x: Tensor, dim: Int, index: Tensor, out: Tensor)
  func scatter(_ op: mk_scatter_op, _ x: Tensor, dim: Int, index: Tensor, source: Tensor)
  /// Adds to counts[i] (int64) how often i occurs.
  func bincount(_ indices: Tensor, counts: Tensor)
  func countNonzero(mask: Tensor) -> Int
  func maskedSelect(_ x: Tensor, mask: Tensor, out: Tensor)
  func maskedScatter(_ x: Tensor, mask: Tensor, source: Tensor)
  func nonzero(mask: Tensor, out: Tensor)
  func embeddingBackward(_ indices: Tensor, _ dy: Tensor, dweight: Tensor, paddingIndex: Int)

  // Sorting along the last axis
  func sort(_ x: Tensor, rows: Int, n: Int, descending: Bool, values: Tensor, indices: Tensor)
  func topk(_ x: Tensor, rows: Int, n: Int, k: Int, largest: Bool, values: Tensor, indices: Tensor)
  func searchSorted(_ sorted: Tensor, rows: Int, sharedRow: Bool, n: Int, values: Tensor, m: Int, right: Bool, out: Tensor)

  // Random numbers
  func random(_ kind: RandomKind, _ out: Tensor, _ generator: Generator)
  func dropout(_ x: Tensor, p: Double, y: Tensor, mask: Tensor, _ generator: Generator)
  func dropoutBackward(_ dy: Tensor, mask: Tensor, p: Double, dx: Tensor)

  // Matrix products: row-major matrices with row strides; `alpha * op(a) op(b) + beta * c`, batched by strides.
  func gemm(_ p: GemmShape, alpha: Double, _ a: Tensor, _ b: Tensor, beta: Double, _ c: Tensor)

  // Attention over (batch, heads, rows, columns), any strides but adjacent columns; a head of k and v may serve several neighbours of q.
  /// Writes out and what the other two need of the softmax into stats (batch, heads, queries).
  func attention(
    _ form: inout AttentionForm, _ q: Tensor, _ k: Tensor, _ v: Tensor, out: Tensor, stats: Tensor, _ generator: Generator)
  /// weights (batch, heads, queries, keys), or their mean over heads (batch, queries, keys); dense.
  func attentionWeights(_ form: AttentionForm, _ q: Tensor, _ k: Tensor, stats: Tensor, weights: Tensor)
  func attentionBackward(
    _ form: AttentionForm, _ q: Tensor, _ k: Tensor, _ v: Tensor, out: Tensor, stats: Tensor, _ dout: Tensor, dq: Tensor?, dk: Tensor?,
    dv: Tensor?)

  // Convolution, pooling, normalisation
  func conv(_ s: ConvShape, _ x: Tensor, _ w: Tensor, _ b: Tensor?) -> Tensor
  /// dy as both of the next two read it best.
  func convGradient(_ s: ConvShape, _ dy: Tensor) -> Tensor
  func convBackwardInput(_ s: ConvShape, _ dy: Tensor, _ w: Tensor) -> Tensor
  func convBackwardWeight(_ s: ConvShape, _ x: Tensor, _ dy: Tensor, wantBias: Bool) -> (Tensor, Tensor?)
  func pool(_ p: PoolShape, _ x: Tensor) -> (y: Tensor, memo: PoolMemo?)
  func poolBackward(_ p: PoolShape, _ dy: Tensor, _ memo: PoolMemo?) -> Tensor
  func maxPoolWithIndices(_ p: PoolShape, _ x: Tensor) -> (y: Tensor, indices: Tensor)
  func adaptiveMaxPool(_ p: PoolShape, _ x: Tensor, y: Tensor, indices: Tensor)
  /// Windows of each sample x[n] as columns; and columns added into the images x[n].
  func im2col(_ shape: mk_pool_shape, _ x: Tensor, columns: Tensor)
  func col2im(_ shape: mk_pool_shape, columns: Tensor, _ x: Tensor)
  func adaptiveAvgPool(_ p: PoolShape, _ x: Tensor, _ y: Tensor)
  func adaptiveAvgPoolBackward(_ p: PoolShape, _ dy: Tensor, _ dx: Tensor)
  func layerNorm(rms: Bool, _ x: Tensor, n: Int, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor?, rstd: Tensor)
  func layerNormBackward(
    rms: Bool, _ x: Tensor, n: Int, _ w: Tensor?, mean: Tensor?, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?)
  func groupNorm(_ x: Tensor, groups: Int, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor, rstd: Tensor)
  func groupNormBackward(
    _ x: Tensor, groups: Int, _ w: Tensor?, mean: Tensor, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?)
  /// Batch norm, and its map with given statistics. y and dx may lie in the physical layout of x, and dy as it likes.
  func batchNorm(_ x: Tensor, _ w: Tensor?, _ b: Tensor?, eps: Double, y: Tensor, mean: Tensor, rstd: Tensor)
  func batchNormApply(_ x: Tensor, _ w: Tensor?, _ b: Tensor?, mean: Tensor, rstd: Tensor, y: Tensor)
  func batchNormBackward(
    training: Bool, _ x: Tensor, _ w: Tensor?, mean: Tensor, rstd: Tensor, _ dy: Tensor, dx: Tensor?, dw: Tensor?, db: Tensor?)

  /// All steps of a recurrent layer after the projection of its inputs, and their derivative: they write the tensors that `mk_recurrent.h` names.
  func recurrent(_ s: RecurrentShape, _ passes: [RecurrentPass])
  func recurrentBackward(_ s: RecurrentShape, _ passes: [RecurrentPass], _ gradients: [RecurrentGradient])

  /// An optimiser's step, all parameters in one pass: lists of the parameters, their gradients, and each state of the rule.
  func optimizerStep(_ rule: StepRule, _ numbers: StepNumbers, _ lists: [[Tensor]])
}

/// What a random fill draws.
enum RandomKind {
  case uniform(from: Double, to: Double)
  case normal(mean: Double, std: Double)
  case integers(low: Int, high: Int)
  case exponential(rate: Double)
  case bernoulli(p: Double)
  case permutation
}

/// The sizes of a (batched) matrix product `c (m, n) = op(a) (m, k) · op(b) (k, n)`; strides in elements.
struct GemmShape {
  var batch = 1
  var m: Int, n: Int, k: Int
  var transA = false, transB = false
  var lda: Int, ldb: Int, ldc: Int
  var strideA = 0, strideB = 0, strideC = 0
}
