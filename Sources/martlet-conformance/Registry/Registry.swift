import Martlet

/// The conformance map: which Swift call stands for which PyTorch op. **One line an op.**
///
/// To add an op, add a line to the family's file:
///
///     t.op("flip(input, dims)") { $0.x.flip($0.ints("dims")) }
///
/// - The text is PyTorch's signature: the op's name and its parameters' names in PyTorch's order. Arguments given by position and by
///   name then reach the closure alike. `*size` takes all further positional arguments or one tuple.
/// - The closure makes the call as a user would write it. `$0.x` is the first argument as a tensor and `$0.y` the second; all others are
///   read by name in the type that the Swift function takes: `$0.tensor("index")`, `$0.optionalTensor("bias")`, `$0.ints("dims")`,
///   `$0.int("dim", -1)`, `$0.bool("keepdim")`, `$0.double("eps", 1e-5)`, `$0.number("alpha", .int(1))`, `$0.optionalDType("dtype")`,
///   `$0.choice("mode", ["max": .max])`; the second argument is PyTorch's default.
/// - The closure returns a tensor, an array of tensors, `both(pair)`, a Bool, a DType or an `Arg`.
/// - `unary` and `binary` shorten the commonest forms; `binary` says with `number:` and `reversed:` where a number may stand beside a tensor.
/// - `inPlace:` is the in-place form, run on a copy of the first argument. Where a golden file names one under `inplace`, its absence fails the case.
/// - A variant that is called in a way of its own has its own line under its file's name (`max.binary`); others share the op's line.
///
/// An argument that a line does not read fails the case, and so does one of a kind that the Swift function does not take, unless the call had
/// to be refused. An op that is not here counts as missing.
struct Op: Sendable {
  let signature: Signature
  let run: @Sendable (Call) -> any Outcome
  let inPlace: (@Sendable (Call) -> Tensor)?

  static let registry: [String: Op] = {
    var table = OpTable()
    addPointwise(&table)
    addArithmetic(&table)
    addSpecialFunctions(&table)
    addComparison(&table)
    addReductions(&table)
    addStatistics(&table)
    addShapes(&table)
    addRearranging(&table)
    addIndexing(&table)
    addCreation(&table)
    addConversion(&table)
    addMatMul(&table)
    addProducts(&table)
    addLinearAlgebra(&table)
    addActivations(&table)
    addLosses(&table)
    addLayers(&table)
    addFunctionalActivations(&table)
    addFunctionalLosses(&table)
    addFunctionalLayers(&table)
    addFunctionalImages(&table)
    addPromotion(&table)
    addDoubleBackward(&table)
    return table.ops
  }()
}

/// Gathers the lines of the registry.
struct OpTable {
  private(set) var ops: [String: Op] = [:]

  private mutating func add(
    _ signature: String, _ run: @escaping @Sendable (Call) -> any Outcome, _ inPlace: (@Sendable (Call) -> Tensor)?
  ) {
    let op = Op(signature: Signature(signature), run: run, inPlace: inPlace)
    if ops.updateValue(op, forKey: op.signature.name) != nil { fatalError("the registry has two lines for \(op.signature.name)") }
  }

  mutating func op<R: Outcome>(
    _ signature: String, _ run: @escaping @Sendable (Call) -> R, inPlace: (@Sendable (Call) -> Tensor)? = nil
  ) {
    add(signature, { run($0) }, inPlace)
  }

  /// An op of one tensor and nothing else.
  mutating func unary(
    _ name: String, _ run: @escaping @Sendable (Tensor) -> Tensor, inPlace: (@Sendable (Tensor) -> Tensor)? = nil
  ) {
    guard let inPlace else { return add("\(name)(input)", { run($0.x) }, nil) }
    add("\(name)(input)", { run($0.x) }, { inPlace($0.x) })
  }

  /// An op of two operands, of which one may be a number where `number` (on the right) or `reversed` (on the left) says how.
  mutating func binary(
    _ name: String, _ tensors: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    number: (@Sendable (Tensor, Scalar) -> Tensor)? = nil, reversed: (@Sendable (Scalar, Tensor) -> Tensor)? = nil,
    inPlace: (@Sendable (Tensor, Tensor) -> Tensor)? = nil, inPlaceNumber: (@Sendable (Tensor, Scalar) -> Tensor)? = nil
  ) {
    let run: @Sendable (Call) -> any Outcome = { call in
      switch (call.operand("input"), call.operand("other")) {
      case (.tensor(let x), .tensor(let y)): return tensors(x, y)
      case (.tensor(let x), .number(let n)):
        guard let number else { call.notWritable("Martlet takes no number as the second operand") }
        return number(x, n)
      case (.number(let n), .tensor(let y)):
        guard let reversed else { call.notWritable("Martlet takes no number as the first operand") }
        return reversed(n, y)
      case (.number, .number): call.notWritable("two numbers make no tensor")
      }
    }
    guard let inPlace else { return add("\(name)(input, other)", run, nil) }
    add("\(name)(input, other)", run) { call in
      switch call.operand("other") {
      case .tensor(let y): return inPlace(call.x, y)
      case .number(let n):
        guard let inPlaceNumber else { call.notWritable("the in-place form takes no number") }
        return inPlaceNumber(call.x, n)
      }
    }
  }
}
