import Martlet

/// How close a result has to be to the recorded one.
struct Tolerance {
  let rtol: Double
  let atol: Double

  func accepts(_ actual: Double, _ expected: Double) -> Bool {
    if actual == expected || (actual.isNaN && expected.isNaN) { return true }
    if !actual.isFinite || !expected.isFinite { return false }
    return abs(actual - expected) <= atol + rtol * abs(expected)
  }
}

/// What about a result has to agree, beside its dtype and shape.
enum CompareMode: String {
  case close
  /// Nothing more: the values are not unique.
  case shape
  /// Each column may be multiplied by −1.
  case signColumns = "sign_cols"
  /// Each row may be multiplied by −1.
  case signRows = "sign_rows"
}

/// Says how `actual` differs from `expected`; nil when it does not.
func difference(_ actual: Tensor, _ expected: Tensor, _ tolerance: Tolerance, _ mode: CompareMode = .close) -> String? {
  if actual.dtype != expected.dtype { return "dtype \(actual.dtype), expected \(expected.dtype)" }
  if actual.shape != expected.shape { return "shape \(actual.shape), expected \(expected.shape)" }
  switch mode {
  case .shape: return nil
  case .close: return elementDifference(actual, expected, tolerance)
  case .signColumns: return lineDifference(actual.mT, expected.mT, tolerance, "column")
  case .signRows: return lineDifference(actual, expected, tolerance, "row")
  }
}

private func elementDifference(_ actual: Tensor, _ expected: Tensor, _ tolerance: Tolerance) -> String? {
  if actual.dtype.isFloatingPoint {
    return listDifference(actual.toArray(Double.self), expected.toArray(Double.self), actual.shape, tolerance.accepts)
  }
  return listDifference(actual.toArray(Int.self), expected.toArray(Int.self), actual.shape, ==)
}

private func listDifference<T>(_ a: [T], _ e: [T], _ shape: [Int], _ accepts: (T, T) -> Bool) -> String? {
  let wrong = a.indices.filter { !accepts(a[$0], e[$0]) }
  guard let first = wrong.first else { return nil }
  return "element \(position(first, shape)) is \(a[first]), expected \(e[first]) (\(wrong.count) of \(a.count) differ)"
}

/// The subscript of the i-th element in row-major order.
private func position(_ i: Int, _ shape: [Int]) -> [Int] {
  var rest = i
  var indices: [Int] = []
  for n in shape.reversed() {
    indices.insert(rest % n, at: 0)
    rest /= n
  }
  return indices
}

/// Compares lines along the last dim, each up to its sign.
private func lineDifference(_ actual: Tensor, _ expected: Tensor, _ tolerance: Tolerance, _ line: String) -> String? {
  let a = actual.toArray(Double.self), e = expected.toArray(Double.self)
  let n = max(actual.shape.last ?? 1, 1)
  for start in stride(from: 0, to: a.count, by: n) {
    let range = start..<(start + n)
    let same = range.allSatisfy { tolerance.accepts(a[$0], e[$0]) }
    let opposite = range.allSatisfy { tolerance.accepts(-a[$0], e[$0]) }
    if !same && !opposite { return "\(line) \(start / n) is \(Array(a[range])), expected ± \(Array(e[range]))" }
  }
  return nil
}

/// Compares results that are not tensors.
func difference(_ actual: Arg, _ expected: Arg, _ tolerance: Tolerance) -> String? {
  let agrees: Bool =
    switch (actual, expected) {
    case (.int(let a), .int(let e)): a == e
    case (.float(let a), .float(let e)): tolerance.accepts(a, e)
    case (.bool(let a), .bool(let e)): a == e
    case (.string(let a), .string(let e)): a == e
    case (.dtype(let a), .dtype(let e)): a == e
    case (.none, .none): true
    case (.list(let a), .list(let e)), (.tuple(let a), .tuple(let e)):
      a.count == e.count && zip(a, e).allSatisfy { difference($0, $1, tolerance) == nil }
    default: false
    }
  return agrees ? nil : "\(actual), expected \(expected)"
}
