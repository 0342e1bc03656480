import CMartletKernels
import COneDNN

/// The CPU: kernels of `CMartletKernels` over Highway's dispatch, and oneDNN for matrix products and convolutions.
final class CPUBackend: Backend {
  static let shared = CPUBackend()

  @inline(__always) func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard let p = mk_alloc(bytes) else { fail("allocate", "the system has no \(bytes) bytes left") }
    return p
  }

  @inline(__always) func free(_ block: UnsafeMutableRawPointer, _ bytes: Int) { mk_free(block, bytes) }

  func fill(_ x: Tensor, _ value: Scalar) {
    withScalar(value, x.dtype) { v in
      x.withOperand { o in
        x.dims.withPointer { mk_fill(Int32(x.dims.count), $0, o, v) }
      }
    }
  }

  func copy(_ source: Tensor, to target: Tensor) {
    source.withOperand(expandedTo: target.dims) { s in
      target.withOperand { t in
        target.dims.withPointer { mk_copy(Int32(target.dims.count), $0, t, s) }
      }
    }
  }

  func arange(_ out: Tensor, start: Scalar, step: Scalar) {
    mk_arange(
      out.pointer, out.dtype.kernel, out.numel, start.double, step.double, Int64(start.int), Int64(step.int))
  }

  func linspace(_ out: Tensor, start: Double, end: Double) { mk_linspace(out.pointer, out.dtype.kernel, out.numel, start, end) }

  // MARK: Pointwise

  func pointwise(
    _ op: mk_pointwise_op, _ compute: DType, _ out: Tensor, _ a: Operand, _ b: Operand?, _ c: Operand?, _ params: Params
  ) {
    if dense(op, compute, out, a, b, c, params) { return }
    strided(op, compute, out, a, b, c, params)
  }

  /// The path for operands that all look alike: no iteration set-up at all. False when they do not.
  @inline(__always)
  private func dense(
    _ op: mk_pointwise_op, _ compute: DType, _ out: Tensor, _ a: Operand, _ b: Operand?, _ c: Operand?, _ params: Params
  ) -> Bool {
    if !out.isDense || (out.dtype != compute && out.dtype != .bool) { return false }
    // Operands that all lie in one physical layout are gone over as they lie; any other mixture is read in rows.
    var layout = out.bytes.physical
    if layout != nil {
      @inline(__always) func lies(_ o: Operand?) -> Bool {
        if case .tensor(let t)? = o { return t.physical?.layout == layout!.layout }
        return true
      }
      if out.physical == nil || !lies(a) || !lies(b) || !lies(c) {
        _ = out.pointer
        layout = nil
      }
    }
    @inline(__always) func fits(_ o: Operand?) -> Bool {
      guard let o else { return true }
      guard case .tensor(let t) = o else { return true }
      return t.isDense && t.dtype == compute && t.dims == out.dims
    }
    if !fits(a) || !fits(b) || !fits(c) { return false }
    // A test writes bytes of 0 and 1, any other op elements of the compute dtype.
    if isTest(op) ? out.dtype != .bool : out.dtype != compute { return false }
    var numbers = (0 as UInt64, 0 as UInt64, 0 as UInt64)
    var mask: Int32 = 0
    return withUnsafeMutablePointer(to: &numbers) { n -> Bool in
      let raw = UnsafeMutableRawPointer(n)
      @inline(__always) func address(_ o: Operand?, _ i: Int) -> UnsafeMutableRawPointer? {
        guard let o else { return nil }
        switch o {
        case .tensor(let t): return layout == nil ? t.pointer : t.bytes.physicalPointer
        case .scalar(let s):
          mask |= 1 << Int32(i)
          let p = raw + i * 8
          s.store(compute, to: p)
          return p
        }
      }
      let pa = address(a, 0), pb = address(b, 1), pc = address(c, 2)
      let count = layout == nil ? out.numel : out.bytes.physicalBytes / out.dtype.itemSize
      let po = layout == nil ? out.pointer : out.bytes.physicalPointer
      return withUnsafePointer(to: params) { p in
        p.withMemoryRebound(to: Double.self, capacity: 4) {
          mk_pointwise_dense(op, compute.kernel, count, po, pa, pb, pc, mask, $0) == 0
        }
      }
    }
  }

  /// Two dense float32 tensors of one shape: straight to the loop. False when the op has none for float32.
  @inline(__always)
  func binaryDense(_ op: mk_pointwise_op, _ out: Tensor, _ x: Tensor, _ y: Tensor, _ params: Params) -> Bool {
    withUnsafePointer(to: params) { p in
      p.withMemoryRebound(to: Double.self, capacity: 4) {
        mk_pointwise_dense(op, MK_F32, out.numel, out.pointer, x.pointer, y.pointer, nil, 0, $0) == 0
      }
    }
  }

  private func isTest(_ op: mk_pointwise_op) -> Bool { mk_pointwise_is_test(op) != 0 }

  private func strided(
    _ op: mk_pointwise_op, _ compute: DType, _ out: Tensor, _ a: Operand, _ b: Operand?, _ c: Operand?, _ params: Params
  ) {
    let zero = Dims(repeating: 0, count: out.dims.count)
    var numbers = (0 as UInt64, 0 as UInt64, 0 as UInt64)
    func strides(_ o: Operand?) -> Dims {
      if case .tensor(let t)? = o { return t.strides(expandedTo: out.dims) }
      return zero
    }
    let sa = strides(a), sb = strides(b), sc = strides(c)
    withUnsafeMutablePointer(to: &numbers) { n in
      let raw = UnsafeMutableRawPointer(n)
      func operand(_ o: Operand?, _ i: Int, _ s: UnsafePointer<Int>) -> mk_operand {
        switch o {
        case .tensor(let t)?: return mk_operand(data: t.pointer, strides: s, dtype: t.dtype.kernel)
        case .scalar(let v)?:
          v.store(compute, to: raw + i * 8)
          return mk_operand(data: raw + i * 8, strides: s, dtype: compute.kernel)
        case nil: return mk_operand(data: nil, strides: s, dtype: compute.kernel)
        }
      }
      sa.withPointer { pa in
        sb.withPointer { pb in
          sc.withPointer { pc in
            out.dims.withPointer { shape in
              out.withOperand { po in
                let inputs = (operand(a, 0, pa), operand(b, 1, pb), operand(c, 2, pc))
                withUnsafePointer(to: inputs) { ins in
                  withUnsafePointer(to: params) { p in
                    let r = mk_pointwise(
                      op, compute.kernel, Int32(out.dims.count), shape, po, c != nil ? 3 : b != nil ? 2 : 1,
                      UnsafeRawPointer(ins).assumingMemoryBound(to: mk_operand.self),
                      UnsafeRawPointer(p).assumingMemoryBound(to: Double.self))
                    require(r == 0, String(cString: mk_pointwise_name(op)), "does not take \(compute) tensors")
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  // MARK: Optimisers

  func optimizerStep(_ rule: StepRule, _ numbers: StepNumbers, _ lists: [[Tensor]]) {
    withPointers(lists) { buffers, sizes in
      mk_optim_step(
        rule.kernel, lists[0][0].dtype.kernel, Int32(lists[0].count), sizes, buffers, numbers.sign, numbers.weightDecay, numbers.shrink,
        numbers.constants)
    }
  }

  /// Calls `body` with the addresses of each list's tensors, and the sizes of the first's.
  private func withPointers(_ lists: [[Tensor]], _ body: ([UnsafePointer<UnsafeMutableRawPointer?>?], [Int]) -> Void) {
    let count = lists[0].count
    let table = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: count * lists.count)
    defer { table.deallocate() }
    for (k, list) in lists.enumerated() {
      for i in 0..<count { (table + k * count + i).initialize(to: list[i].pointer) }
    }
    body(lists.indices.map { UnsafePointer(table + $0 * count) }, lists[0].map(\.numel))
  }
}

extension Tensor {
  /// The tensor as the kernels take it.
  @inline(__always)
  func withOperand<R>(_ body: (UnsafePointer<mk_operand>) -> R) -> R {
    strides.withPointer { s in
      var o = mk_operand(data: pointer, strides: s, dtype: dtype.kernel)
      return withUnsafePointer(to: &o) { body($0) }
    }
  }

  func withOperand<R>(expandedTo target: Dims, _ body: (UnsafePointer<mk_operand>) -> R) -> R {
    strides(expandedTo: target).withPointer { s in
      var o = mk_operand(data: pointer, strides: s, dtype: dtype.kernel)
      return withUnsafePointer(to: &o) { body($0) }
    }
  }

  /// The strides with which this tensor is read as one of shape `target`: 0 along stretched dims.
  func strides(expandedTo target: Dims) -> Dims {
    if dims == target { return strides }
    var s = Dims(repeating: 0, count: target.count)
    let lead = target.count - dims.count
    for i in dims.indices where dims[i] == target[i + lead] { s[i + lead] = strides[i] }
    return s
  }
}

/// A number as an element of `dtype` in memory.
@inline(__always)
func withScalar<R>(_ s: Scalar, _ dtype: DType, _ body: (UnsafeRawPointer) -> R) -> R {
  var word: UInt64 = 0
  return withUnsafeMutablePointer(to: &word) {
    s.store(dtype, to: UnsafeMutableRawPointer($0))
    return body(UnsafeRawPointer($0))
  }
}
