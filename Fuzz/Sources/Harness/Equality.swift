import Martlet

/// Whether two values hold the same, bit for bit (NaN is NaN, -0 is not 0), in the same order.
public func isSame(_ a: Value, _ b: Value) -> Bool {
  switch (a.kind, b.kind) {
  case (.none, .none): true
  case (.bool(let x), .bool(let y)): x == y
  case (.int(let x), .int(let y)): x == y
  case (.double(let x), .double(let y)): x.bitPattern == y.bitPattern
  case (.string(let x), .string(let y)): x.utf8.elementsEqual(y.utf8)
  case (.tensor(let x), .tensor(let y)): isSame(x, y)
  case (.list(let x), .list(let y)), (.tuple(let x), .tuple(let y)): x.count == y.count && zip(x, y).allSatisfy(isSame)
  case (.dictionary(let x), .dictionary(let y)):
    x.count == y.count && zip(x, y).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
  default: false
  }
}

public func isSame(_ a: Tensor, _ b: Tensor) -> Bool {
  guard a.shape == b.shape, a.dtype == b.dtype, a.requiresGrad == b.requiresGrad else { return false }
  return a.detach().contiguous().withUnsafeBytes { x in b.detach().contiguous().withUnsafeBytes { y in x.elementsEqual(y) } }
}

extension Value {
  /// All tensors in it; nil when it consists of more than `most` values. A few bytes of a file may stand for millions that are shared.
  public func allTensors(most: Int) -> [Tensor]? {
    var tensors: [Tensor] = [], left = most
    func collect(_ value: Value) {
      left -= 1
      guard left >= 0 else { return }
      switch value.kind {
      case .tensor(let t): tensors.append(t)
      case .list(let a), .tuple(let a): a.forEach(collect)
      case .dictionary(let d): d.forEach { collect($0.value) }
      default: break
      }
    }
    collect(self)
    return left < 0 ? nil : tensors
  }
}
