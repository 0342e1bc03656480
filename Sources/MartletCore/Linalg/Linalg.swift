/// Linear algebra over batches of matrices: the last two dims are matrices, the others count them.
///
/// float32 and float64, on LAPACK; every function has a derivative unless it says otherwise. (https://pytorch.org/docs/stable/linalg.html)
public enum Linalg {}

/// A batch of matrices as LAPACK reads them: column-major, one after the other.
struct MatrixBatch {
  /// Dense, of shape (…, columns, rows): in memory that is column-major.
  let tensor: Tensor
  let batch: [Int]
  let rows: Int, columns: Int
  let count: Int

  /// A column-major copy of `x`.
  init(_ x: Tensor) {
    self.init(storage: noGrad { Tensor(copying: x.detach().transpose(-2, -1)) })
  }

  /// Room for matrices.
  init(_ batch: [Int], _ rows: Int, _ columns: Int, like x: Tensor) {
    self.init(storage: Tensor(empty: Dims(batch + [columns, rows]), x.dtype, x.device))
  }

  private init(storage: Tensor) {
    tensor = storage
    let s = storage.shape
    batch = Array(s.dropLast(2))
    rows = s[s.count - 1]
    columns = s[s.count - 2]
    count = batch.reduce(1, *)
  }

  /// The matrices as (…, rows, columns).
  var result: Tensor { noGrad { tensor.transpose(-2, -1) } }

  func pointer(_ i: Int) -> UnsafeMutableRawPointer { tensor.pointer + i * rows * columns * tensor.dtype.itemSize }

  /// The same memory as `n` times as many matrices, each with one n-th of the columns.
  func cut(_ n: Int) -> MatrixBatch { MatrixBatch(storage: noGrad { tensor.view(batch + [n, columns / n, rows]) }) }

  /// Calls `body` for each matrix, side by side, and gives its answers (LAPACK's `info`).
  ///
  /// Inside a region of several threads OpenBLAS stays on its own. Left alone it shares out even steps that take less time than waking a
  /// thread, which makes matrices of some hundred rows twice as slow; hence the region for a single one too.
  func each(_ body: (Int) -> Int32) -> [Int32] {
    if count == 1 && rows * columns > 400 * 400 { return [body(0)] }
    let nanoseconds = 500 + rows * columns * Swift.min(rows, columns) / 4
    return [Int32](unsafeUninitializedCapacity: count) { info, initialized in
      parallelFor(Swift.max(count, 2), grain: Swift.max(1, 20_000 / nanoseconds)) { range in
        for i in range where i < count { info.initializeElement(at: i, to: body(i)) }
      }
      initialized = count
    }
  }
}

extension Tensor {
  /// The address of row `i` of a dense tensor whose last dim has `n` elements.
  func rowPointer(_ i: Int, _ n: Int) -> UnsafeMutableRawPointer { pointer + i * n * dtype.itemSize }
  func intRowPointer(_ i: Int, _ n: Int) -> UnsafeMutablePointer<Int32> {
    rowPointer(i, n).assumingMemoryBound(to: Int32.self)
  }
}

extension Linalg {
  static func checkMatrix(_ op: String, _ a: Tensor) {
    require(a.dims.count >= 2, op, "expected at least 2 dimensions, got shape \(a.dims)")
    require(a.dtype == .float32 || a.dtype == .float64, op, "expected float32 or float64, got \(a.dtype)")
    require(a.device.isCPU, op, "the tensor is on \(a.device); call cpu() first")
  }

  static func checkSquare(_ op: String, _ a: Tensor) {
    checkMatrix(op, a)
    let (m, n) = (a.size(-2), a.size(-1))
    require(m == n, op, "expected square matrices, got \(m) by \(n) (shape \(a.dims))")
  }

  /// LAPACK's iterations may never end on NaN or infinity.
  static func checkFinite(_ op: String, _ a: Tensor) {
    require(noGrad { a.detach().isfinite().all().item() } != 0, op, "the algorithm cannot converge: the input holds NaN or infinite elements")
  }

  static func checkDTypes(_ op: String, _ a: Tensor, _ b: Tensor) {
    require(a.dtype == b.dtype, op, "the dtypes differ: \(a.dtype) and \(b.dtype)")
  }

  /// Brings two tensors to the same leading dims, all but the last two.
  static func broadcastBatches(_ op: String, _ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
    let (sa, sb) = (a.shape, b.shape)
    guard let lead = broadcastShape(Dims(Array(sa.dropLast(2))), Dims(Array(sb.dropLast(2)))) else {
      fail(op, "the batch dims of shapes \(a.dims) and \(b.dims) do not broadcast")
    }
    return (a.expand(lead.array + sa.suffix(2)), b.expand(lead.array + sb.suffix(2)))
  }

  /// Stops at the first matrix that a routine could not handle.
  static func checkInfo(_ op: String, _ info: [Int32], _ why: (Int32) -> String) {
    guard let i = info.firstIndex(where: { $0 != 0 }) else { return }
    fail(op, (info.count > 1 ? "batch element \(i): " : "") + why(info[i]))
  }

  static func infoTensor(_ info: [Int32], _ batch: [Int]) -> Tensor { Tensor(info, shape: batch, dtype: .int32) }
}
