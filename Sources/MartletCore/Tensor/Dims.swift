import CMartletKernels

/// A shape or a list of strides, held inline: an op allocates nothing for it.
struct Dims: Equatable, Sendable {
  static let maximum = Int(MK_MAX_DIMS)

  private(set) var count: Int
  private var values: InlineArray<12, Int>

  @inline(__always) init() { count = 0; values = InlineArray(repeating: 0) }

  init(_ array: [Int]) {
    self.init()
    Dims.check(array.count)
    for v in array { append(v) }
  }

  init(repeating value: Int, count: Int) {
    Dims.check(count)
    values = InlineArray(repeating: value)
    self.count = count
  }

  @inline(__always) subscript(i: Int) -> Int {
    get { values[i] }
    set { values[i] = newValue }
  }

  @inline(__always) mutating func append(_ v: Int) {
    if count == Dims.maximum { Dims.check(count + 1) }
    values[count] = v
    count += 1
  }

  mutating func insert(_ v: Int, at i: Int) {
    append(v)
    var k = count - 1
    while k > i { values[k] = values[k - 1]; k -= 1 }
    values[i] = v
  }

  @discardableResult
  mutating func remove(at i: Int) -> Int {
    let old = values[i]
    for k in i..<(count - 1) { values[k] = values[k + 1] }
    count -= 1
    values[count] = 0
    return old
  }

  mutating func swapAt(_ i: Int, _ j: Int) {
    let v = values[i]
    values[i] = values[j]
    values[j] = v
  }

  var array: [Int] { (0..<count).map { values[$0] } }
  var indices: Range<Int> { 0..<count }

  /// The product of the sizes: how many elements a tensor of this shape has.
  @inline(__always) var product: Int {
    var n = 1
    for i in 0..<count { n *= values[i] }
    return n
  }

  /// Row-major strides for this shape (PyTorch's: a size of 0 counts as 1).
  var contiguousStrides: Dims {
    var s = self
    var n = 1
    var i = count - 1
    while i >= 0 {
      s.values[i] = n
      n *= Swift.max(values[i], 1)
      i -= 1
    }
    return s
  }

  @inline(__always) static func == (a: Dims, b: Dims) -> Bool {
    if a.count != b.count { return false }
    for i in 0..<a.count where a.values[i] != b.values[i] { return false }
    return true
  }

  /// A pointer for the kernels, valid inside `body`.
  @inline(__always) func withPointer<R>(_ body: (UnsafePointer<Int>) -> R) -> R {
    withUnsafePointer(to: values) { p in
      p.withMemoryRebound(to: Int.self, capacity: Dims.maximum) { body($0) }
    }
  }

  private static func check(_ n: Int) {
    require(n <= maximum, "shape", "a tensor has at most \(maximum) dimensions, got \(n)")
  }
}

extension Dims: CustomStringConvertible {
  /// PyTorch's way to write a size: `[2, 3]`.
  var description: String { "[" + array.map(String.init).joined(separator: ", ") + "]" }
}

/// Turns a dim that may count from the end into one from the start; stops when it is out of range.
@inline(__always)
func wrap(_ dim: Int, _ ndim: Int, _ op: @autoclosure () -> String) -> Int {
  let n = Swift.max(ndim, 1)
  if dim < -n || dim >= n {
    fail(op(), "dim \(dim) is out of range for a tensor of \(ndim) dimensions (expected \(-n)…\(n - 1))")
  }
  return dim < 0 ? dim + n : dim
}

/// Wraps every dim and refuses repeated ones.
func wrapAll(_ dims: [Int], _ ndim: Int, _ op: String) -> [Int] {
  var seen = Set<Int>()
  return dims.map {
    let d = wrap($0, ndim, op)
    require(seen.insert(d).inserted, op, "dim \(d) appears more than once in \(dims)")
    return d
  }
}

/// The shape that two shapes broadcast to, or nil when they do not.
func broadcastShape(_ a: Dims, _ b: Dims) -> Dims? {
  if a == b { return a }
  var out = a.count >= b.count ? a : b
  let short = a.count >= b.count ? b : a
  let shift = out.count - short.count
  for i in 0..<short.count {
    let m = out[i + shift], n = short[i]
    if m == n || n == 1 { continue }
    if m != 1 { return nil }
    out[i + shift] = n
  }
  return out
}
