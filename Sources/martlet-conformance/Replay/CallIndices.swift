import Martlet

/// Arguments of a shape that only a few ops have.
extension Call {
  /// The elements of a subscript: ints, slices, tensors, lists of ints or Bools.
  func index(_ name: String) -> [TensorIndex] {
    guard has(name) else { return [.newDim] }  // x[None]
    let arg = self[name] ?? .none
    if case .tuple(let parts) = arg { return parts.map { index(name, $0) } }
    return [index(name, arg)]
  }

  private func index(_ name: String, _ arg: Arg) -> TensorIndex {
    switch arg {
    case .int(let i): i.tensorIndex
    case .bool(let b): b.tensorIndex
    case .slice(let start, let stop, let step): .step(start, stop, step ?? 1)
    case .ellipsis: .ellipsis
    case .none: .newAxis
    case .tensor: tensor(name, arg).tensorIndex
    case .list, .tuple: literal(arg, dtype: nil).tensorIndex
    default: notWritable("\(name): \(arg.kind) is no index")
    }
  }

  /// A tensor made from nested lists of numbers, as `Tensor([[1, 2], [3, 4]])` makes it.
  func literal(_ name: String, dtype: DType?) -> Tensor { literal(self[name] ?? .none, dtype: dtype) }

  private func literal(_ arg: Arg, dtype: DType?) -> Tensor {
    var shape: [Int] = []
    var level = arg
    while let elements = level.elements {
      shape.append(elements.count)
      guard let first = elements.first else { break }
      level = first
    }
    let leaves = leaves(arg)
    // A Swift array has one type of element: Double where any is, else Int where any is.
    if leaves.isEmpty || leaves.contains(where: { if case .double = $0 { true } else { false } }) {
      return Tensor(leaves.map(\.double), shape: shape, dtype: dtype)
    }
    if leaves.contains(where: { if case .int = $0 { true } else { false } }) {
      return Tensor(leaves.map(\.int), shape: shape, dtype: dtype)
    }
    return Tensor(leaves.map { $0.double != 0 }, shape: shape, dtype: dtype)
  }

  private func leaves(_ arg: Arg) -> [Scalar] {
    switch arg {
    case .int(let n): [.int(n)]
    case .float(let x): [.double(x)]
    case .bool(let b): [.bool(b)]
    case .list(let parts), .tuple(let parts): parts.flatMap(leaves)
    default: notWritable("\(arg.kind) cannot be in a tensor")
    }
  }

  /// The options of `to`: whether a device is among them, the dtype, and the last of the flags `non_blocking, copy`.
  func conversion(_ name: String) -> (device: Bool, dtype: DType?, copy: Bool) {
    var device = false, dtype: DType?, flags: [Bool] = []
    for arg in self[name]?.elements ?? [] {
      switch arg {
      case .string("cpu"): device = true
      case .dtype(let d): dtype = d
      case .bool(let b): flags.append(b)
      default: notWritable("to(\(arg.kind))")
      }
    }
    return (device, dtype, flags.count == 2 && flags[1])
  }
}
