import CMartletKernels
import COneDNN
import Synchronization

/// The bytes that one or more tensors look at, with the version that in-place ops count up.
///
/// All reading and writing of bytes goes through `pointer`: that is where a physical layout that an op left behind
/// (a convolution's blocked output, say) is put back into rows, so that no other op needs to know of layouts.
public final class Storage: @unchecked Sendable {
  /// Size in bytes of the plain form.
  public let byteCount: Int
  /// Where the bytes live.
  public let device: Device
  /// How many in-place ops have changed these bytes.
  @exclusivity(unchecked) package internal(set) var version = 0

  @exclusivity(unchecked) private var block: UnsafeMutableRawPointer
  @exclusivity(unchecked) private var blockBytes: Int
  /// How the elements lie in memory when they are not in rows; nil: plain.
  @exclusivity(unchecked) private(set) var physical: PhysicalLayout?
  /// Keeps memory alive that the allocator does not own (a mapped file, an array).
  private let owner: AnyObject?

  init(bytes: Int, device: Device) {
    byteCount = bytes
    blockBytes = bytes
    self.device = device
    block = device.allocate(bytes)
    owner = nil
  }

  /// Memory that somebody else owns; `owner` keeps it alive.
  init(borrowing pointer: UnsafeMutableRawPointer, bytes: Int, owner: AnyObject) {
    byteCount = bytes
    blockBytes = bytes
    device = .cpu
    block = pointer
    self.owner = owner
  }

  /// Memory for a tensor of `dims` that lies as `layout` says.
  init(_ physical: PhysicalLayout) {
    byteCount = md_layout_bytes(physical.plain)
    blockBytes = md_layout_bytes(physical.layout)
    device = .cpu
    block = device.allocate(blockBytes)
    self.physical = md_layout_is_plain(physical.layout) != 0 ? nil : physical
    owner = nil
  }

  deinit {
    if owner == nil { device.free(block, blockBytes) }
  }

  /// The address of the first byte, in rows.
  @inline(__always) var pointer: UnsafeMutableRawPointer {
    if physical != nil { makePlain() }
    return block
  }

  /// The address of the bytes as they lie, for ops that know `physical`.
  @inline(__always) var physicalPointer: UnsafeMutableRawPointer { block }
  var physicalBytes: Int { blockBytes }

  @inline(__always) var isPlainOnCPU: Bool { physical == nil && device.kind == .cpu }

  private static let reordering = Mutex(())

  @inline(never) private func makePlain() {
    Storage.reordering.withLock { _ in  // two threads may read one tensor
      guard let p = physical else { return }
      let rows = device.allocate(byteCount)
      require(md_reorder(p.layout, block, p.plain, rows) == 0, "reorder", String(cString: md_error()))
      let old = block, oldBytes = blockBytes
      block = rows
      blockBytes = byteCount
      physical = nil
      device.free(old, oldBytes)
    }
  }
}

/// A layout other than rows, and the tensor whose elements it holds.
final class PhysicalLayout {
  let layout: md_layout
  let plain: md_layout
  let dims: Dims
  let dtype: DType
  /// Whether memory holds zeros beyond the tensor's elements.
  let isPadded: Bool

  init(_ layout: md_layout, _ dims: Dims, _ dtype: DType) {
    self.layout = layout
    self.dims = dims
    self.dtype = dtype
    plain = plainLayout(dims, dtype)
    isPadded = md_layout_is_padded(layout) != 0
  }
}

func plainLayout(_ dims: Dims, _ dtype: DType) -> md_layout {
  dims.withPointer { md_layout_plain(dtype.kernel, Int32(dims.count), $0) }
}

extension Tensor {
  /// The physical layout of this tensor's elements when it is not rows and this tensor is the whole of it.
  var physical: PhysicalLayout? {
    guard let p = bytes.physical, isDense, storageOffset == 0, p.dims == dims, p.dtype == dtype else { return nil }
    return p
  }

  /// Where the elements are and how they lie: in this tensor's physical layout, or in rows (of a copy, if they have gaps).
  var lying: (owner: Tensor, layout: md_layout, address: UnsafeMutableRawPointer) {
    if let p = physical { return (self, p.layout, bytes.physicalPointer) }
    let dense = isDense ? self : Tensor(copying: self)
    return (dense, plainLayout(dims, dtype), dense.pointer)
  }

  /// The same elements in a physical layout: this tensor, or a copy.
  func arranged(as p: PhysicalLayout) -> Tensor {
    if physical?.layout == p.layout { return self }
    let y = Tensor(p), (owner, layout, address) = lying
    let r = withExtendedLifetime(owner) { md_reorder(layout, address, p.layout, y.bytes.physicalPointer) }
    require(r == 0, "reorder", String(cString: md_error()))
    return y
  }

  /// A tensor whose elements will lie as `layout` says.
  convenience init(layout: md_layout, _ dims: Dims, _ dtype: DType) {
    self.init(PhysicalLayout(layout, dims, dtype))
  }

  private convenience init(_ p: PhysicalLayout) {
    self.init(
      storage: Storage(p), dims: p.dims, strides: p.dims.contiguousStrides, offset: 0, dtype: p.dtype, isDense: true)
  }

  /// A result with the physical layout of `x` when an op may run over the elements as they lie.
  @inline(__always)
  convenience init(likeLayoutOf x: Tensor, _ dims: Dims, _ dtype: DType, keepsZero: Bool) {
    if x.bytes.physical != nil, let p = x.physical, p.dims == dims, dtype == x.dtype, keepsZero || !p.isPadded {
      self.init(p)
    } else {
      self.init(empty: dims, dtype, x.device)
    }
  }
}
