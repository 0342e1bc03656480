import COneDNN

/// An n-dimensional array on a device, with PyTorch's semantics: a reference; views share memory; ops on tensors that
/// require a gradient record how to differentiate themselves.
public final class Tensor: @unchecked Sendable {
  // Accesses to these never overlap (no inout reaches them), so the run-time check, a fifth of a small op's cost, is off.
  @exclusivity(unchecked) var bytes: Storage
  @exclusivity(unchecked) var dims: Dims
  @exclusivity(unchecked) var strides: Dims
  /// Position of the first element in the storage, in elements.
  @exclusivity(unchecked) public internal(set) var storageOffset: Int
  /// How many elements there are.
  @exclusivity(unchecked) public internal(set) var numel: Int
  /// The type of the elements.
  @exclusivity(unchecked) public internal(set) var dtype: DType
  @exclusivity(unchecked) var isDense: Bool
  /// A number that an op wrapped into a 0-d tensor: it takes part in type promotion as a number does.
  @exclusivity(unchecked) var isWrappedNumber = false
  /// Belongs to a module: prints as `Parameter containing:`.
  @exclusivity(unchecked) package var isParameter = false
  /// `x.data`: in-place changes are not seen by version checks.
  @exclusivity(unchecked) var isUntracked = false
  /// Made inside `inferenceMode`, or a view made while gradients were off.
  @exclusivity(unchecked) var isUngradedView = false

  // Autograd. A leaf that requires a gradient has no node; everything else that does has one.
  @exclusivity(unchecked) var requiresGradFlag = false
  @exclusivity(unchecked) var outputIndex = 0
  @exclusivity(unchecked) var node: Node?
  @exclusivity(unchecked) var extras: TensorExtras?
  /// For a view: the tensor that owns the memory, and the version for which `node` is right.
  @exclusivity(unchecked) var base: Tensor?
  @exclusivity(unchecked) var viewVersion = 0

  init(storage: Storage, dims: Dims, strides: Dims, offset: Int, dtype: DType, isDense: Bool) {
    bytes = storage
    self.dims = dims
    self.strides = strides
    storageOffset = offset
    numel = dims.product
    self.dtype = dtype
    self.isDense = isDense
    LiveTensors.added()
  }

  /// Uninitialised, contiguous.
  convenience init(empty dims: Dims, _ dtype: DType, _ device: Device) {
    let n = dims.product
    self.init(
      storage: Storage(bytes: n * dtype.itemSize, device: device), dims: dims, strides: dims.contiguousStrides,
      offset: 0, dtype: dtype, isDense: true)
  }

  /// Other dims over the same storage; no autograd.
  convenience init(alias x: Tensor, dims: Dims, strides: Dims, offset: Int) {
    self.init(
      storage: x.bytes, dims: dims, strides: strides, offset: offset, dtype: x.dtype,
      isDense: Tensor.isDense(dims, strides))
  }

  /// The same dims over the same storage; no autograd.
  convenience init(alias x: Tensor) {
    self.init(
      storage: x.bytes, dims: x.dims, strides: x.strides, offset: x.storageOffset, dtype: x.dtype, isDense: x.isDense)
  }

  deinit {
    LiveTensors.removed()
    if node != nil { Graveyard.bury(&node) }
  }

  static func isDense(_ dims: Dims, _ strides: Dims) -> Bool {
    var expected = 1
    var i = dims.count - 1
    while i >= 0 {
      let n = dims[i]
      if n == 0 { return true }
      if n != 1 {
        if strides[i] != expected { return false }
        expected *= n
      }
      i -= 1
    }
    return true
  }

  // MARK: What a tensor tells of itself

  /// The sizes of the dimensions.
  public var shape: [Int] { dims.array }
  /// How many elements lie between neighbours along each dimension.
  public var stride: [Int] { strides.array }
  /// How many dimensions there are.
  public var ndim: Int { dims.count }
  /// Where the bytes live.
  public var device: Device { bytes.device }
  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool { isDense }
  /// The bytes that this tensor looks at; two tensors with the same storage share memory.
  public func storage() -> Storage { bytes }

  /// The size of one dimension; negative counts from the end.
  public func size(_ dim: Int) -> Int { dims[wrap(dim, dims.count, "size")] }
  /// The sizes of all dimensions, as `shape`.
  public func size() -> [Int] { shape }

  /// The address of the first element. Everything that reads or writes elements comes through here.
  @inline(__always) var pointer: UnsafeMutableRawPointer {
    bytes.pointer + storageOffset * dtype.itemSize
  }

  @inline(__always) var backend: any Backend { bytes.device.backend }

  /// The elements' bytes, of a contiguous tensor on the CPU, for the duration of `body`.
  ///
  /// Stops when the tensor is not contiguous or not on the CPU.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    require(isDense, "withUnsafeBytes", "the tensor must be contiguous; call contiguous() first")
    require(device.isCPU, "withUnsafeBytes", "the tensor is on \(device); call cpu() first")
    return try body(UnsafeRawBufferPointer(start: pointer, count: numel * dtype.itemSize))
  }
}

/// What few tensors have: a gradient, hooks.
final class TensorExtras {
  var grad: Tensor?
  var retainsGrad = false
  var hooks: [(id: Int, call: (Tensor) -> Tensor?)] = []
}

/// How many tensors are alive: for leak checks.
public enum LiveTensors {
  private static let counter = AtomicCounter()
  @inline(__always) static func added() { counter.add(1) }
  @inline(__always) static func removed() { counter.add(-1) }
  /// The number of `Tensor` objects that exist now, in all threads.
  public static var count: Int { counter.current }
}
