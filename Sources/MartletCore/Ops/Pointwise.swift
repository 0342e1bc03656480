import CMartletKernels

/// How a pointwise op chooses the dtype of its result.
enum ResultRule {
  case same  // the promoted dtype
  case floating  // the promoted dtype, integers become the default dtype
  case test  // bool, computed in the promoted dtype
  case bits  // the promoted dtype, which must be an integer type or bool
}

/// What a derivative reads of the forward pass.
struct Uses: OptionSet, Sendable {
  let rawValue: Int
  static let x = Uses(rawValue: 1), y = Uses(rawValue: 2), out = Uses(rawValue: 4)
}

/// A pointwise op of one tensor: its kernel, and its derivative in differentiable ops.
final class UnaryOp: Sendable {
  let name: StaticString
  let kernel: mk_pointwise_op
  let rule: ResultRule
  let uses: Uses
  let derivative: (@Sendable (Tensor, UnaryNode) -> Tensor)?
  /// Whether op(0) = 0, so that it may run over the zero padding of a blocked layout.
  let keepsZero: Bool

  init(
    _ name: StaticString, _ kernel: mk_pointwise_op, _ rule: ResultRule = .floating, uses: Uses = [],
    keepsZero: Bool = false, _ derivative: (@Sendable (Tensor, UnaryNode) -> Tensor)? = nil
  ) {
    self.name = name
    self.kernel = kernel
    self.rule = rule
    self.uses = uses
    self.keepsZero = keepsZero
    self.derivative = derivative
  }
}

/// A pointwise op of two broadcasting operands.
final class BinaryOp: Sendable {
  typealias Rule = @Sendable (Tensor, BinaryNode) -> Tensor
  let name: StaticString
  let kernel: mk_pointwise_op
  let rule: ResultRule
  let dxUses: Uses, dyUses: Uses
  let dx: Rule?, dy: Rule?
  /// Whether op(0, 0) = 0, so that it may run over the zero padding of a blocked layout.
  let keepsZero: Bool

  init(
    _ name: StaticString, _ kernel: mk_pointwise_op, _ rule: ResultRule = .same, keepsZero: Bool = false,
    dxUses: Uses = [], dx: Rule? = nil, dyUses: Uses = [], dy: Rule? = nil
  ) {
    self.name = name
    self.kernel = kernel
    self.rule = rule
    self.dxUses = dxUses
    self.dyUses = dyUses
    self.keepsZero = keepsZero
    self.dx = dx
    self.dy = dy
  }
}

/// The node of a unary op. Derivatives read `x` (the input), `out` and `p` (the parameters).
final class UnaryNode: Node, @unchecked Sendable {
  private unowned(unsafe) let unary: UnaryOp  // ops are global constants
  @exclusivity(unchecked) private var savedX = SavedTensor(), savedOut = SavedTensor()
  private let inputDType: DType
  let p: Params

  init(_ op: UnaryOp, _ x: Tensor, _ p: Params, inPlace: Bool) {
    unary = op
    self.p = p
    inputDType = x.dtype
    super.init(op.name)
    edge0 = Edge(x)
    if op.uses.contains(.x) { savedX = SavedTensor(inPlace ? x.clone() : x) }
  }

  func save(out: Tensor) { if unary.uses.contains(.out) { savedOut = SavedTensor(output: out) } }
  var x: Tensor { savedX.unpack(self) }
  var out: Tensor { savedOut.unpack(self) }

  override func backward(_ gradient: Tensor, _ engine: Engine) {
    guard let d = unary.derivative else { fail(unary.name.description, "has no derivative") }
    let g = d(gradient, self)
    engine.send(g.dtype == inputDType ? g : g.to(inputDType), to: edge0, from: self)
  }

  override func releaseSaved() {
    savedX.release()
    savedOut.release()
  }
}

/// The node of a binary op. Derivatives read `x`, `y`, `out` and `p`.
final class BinaryNode: Node, @unchecked Sendable {
  private unowned(unsafe) let binary: BinaryOp
  @exclusivity(unchecked) private var savedX = SavedTensor(), savedY = SavedTensor(), savedOut = SavedTensor()
  @exclusivity(unchecked) private var fits: Fits?
  let p: Params

  /// The operands' own shapes and dtypes, kept only where they differ from the result's.
  private final class Fits {
    let x: Dims, y: Dims, xDType: DType, yDType: DType
    init(_ x: Tensor, _ y: Tensor) {
      self.x = x.dims
      self.y = y.dims
      xDType = x.dtype
      yDType = y.dtype
    }
  }

  init(_ op: BinaryOp, _ x: Tensor, _ y: Tensor, _ p: Params, out: Dims, _ outDType: DType, inPlace: Bool) {
    binary = op
    self.p = p
    super.init(op.name)
    edge0 = Edge(x)
    edge1 = Edge(y)
    var uses: Uses = []
    if edge0.isActive { uses.formUnion(op.dxUses) }
    if edge1.isActive { uses.formUnion(op.dyUses) }
    if uses.contains(.x) { savedX = SavedTensor(inPlace ? x.clone() : x) }
    if uses.contains(.y) { savedY = SavedTensor(y) }
    if x.dims != out || y.dims != out || x.dtype != outDType || y.dtype != outDType { fits = Fits(x, y) }
  }

  func save(out: Tensor) {
    if (edge0.isActive && binary.dxUses.contains(.out)) || (edge1.isActive && binary.dyUses.contains(.out)) {
      savedOut = SavedTensor(output: out)
    }
  }

  var x: Tensor { savedX.unpack(self) }
  var y: Tensor { savedY.unpack(self) }
  var out: Tensor { savedOut.unpack(self) }

  override func backward(_ gradient: Tensor, _ engine: Engine) {
    if edge0.isActive {
      guard let d = binary.dx else { fail(binary.name.description, "has no derivative for its first operand") }
      let g = d(gradient, self)
      engine.send(fits.map { g.reduced(to: $0.x, $0.xDType) } ?? g, to: edge0, from: self)
    }
    if edge1.isActive {
      guard let d = binary.dy else { fail(binary.name.description, "has no derivative for its second operand") }
      let g = d(gradient, self)
      engine.send(fits.map { g.reduced(to: $0.y, $0.yDType) } ?? g, to: edge1, from: self)
    }
  }

  override func releaseSaved() {
    savedX.release()
    savedY.release()
    savedOut.release()
  }
}

extension Tensor {
  /// The gradient of a broadcast: summed over the dims that were stretched, in the operand's dtype.
  func reduced(to dims: Dims, _ dtype: DType) -> Tensor {
    let g = self.dims == dims ? self : sumToSize(dims)
    return g.dtype == dtype ? g : g.to(dtype)
  }

  func sumToSize(_ target: Dims) -> Tensor {
    let lead = dims.count - target.count
    var over: [Int] = Array(0..<lead)
    for i in target.indices where target[i] == 1 && dims[i + lead] != 1 { over.append(i + lead) }
    let s = over.isEmpty ? self : sum(dim: over, keepDim: true)
    return s.dims == target ? s : s.view(target.array)
  }
}

/// The dtype in which an op computes and the one of its result.
@inline(__always)
private func types(_ name: StaticString, _ promoted: DType, _ rule: ResultRule) -> (compute: DType, result: DType) {
  switch rule {
  case .same: (promoted.compute, promoted)
  case .floating: (promoted.floating.compute, promoted.floating)
  case .test: (promoted.compute, .bool)
  case .bits: (promoted, promoted)
  }
}

func checkKernel(_ op: mk_pointwise_op, _ name: StaticString, _ compute: DType) {
  if mk_pointwise_supports(op, compute.kernel) == 0 { fail(name.description, "does not take \(compute) tensors") }
}

@inline(__always)
private func checkTarget(_ name: StaticString, _ target: Tensor, _ dims: Dims, _ result: DType) {
  if target.dims != dims {
    fail("\(name)_", "the result has shape \(dims), which does not fit the \(target.dims) tensor that it is to be written into")
  }
  if !canCast(result, to: target.dtype) {
    fail("\(name)_", "the result has dtype \(result), which cannot be stored in a \(target.dtype) tensor")
  }
}

func broadcast(_ name: StaticString, _ x: Tensor, _ y: Tensor) -> Dims {
  if x.dims == y.dims { return x.dims }
  guard let d = broadcastShape(x.dims, y.dims) else {
    fail(
      name.description,
      "shapes \(x.dims) and \(y.dims) do not broadcast: from the right, sizes must be equal or 1")
  }
  return d
}

func sameDevice(_ name: StaticString, _ x: Tensor, _ y: Tensor) {
  if x.device != y.device {
    fail(name.description, "the tensors are on different devices, \(x.device) and \(y.device)")
  }
}

/// Applies a unary op; `target`: in place.
func apply(_ op: UnaryOp, _ x: Tensor, _ p: Params = .zero, into target: Tensor? = nil) -> Tensor {
  let (compute, result) = types(op.name, x.dtype, op.rule)
  checkKernel(op.kernel, op.name, compute)
  let tracked = op.rule != .test && tracks(x)
  if let target {
    checkTarget(op.name, target, x.dims, result)
    target.checkInPlace("\(op.name)_", tracked: tracked)
  }
  let out = target ?? Tensor(likeLayoutOf: x, x.dims, result, keepsZero: op.keepsZero)
  let node = tracked ? UnaryNode(op, x, p, inPlace: target != nil) : nil
  if out.numel > 0 { x.backend.pointwise(op.kernel, compute, out, .tensor(x), nil, nil, p) }
  if target != nil { out.bumpVersion() }
  if let node {
    if target != nil { out.setHistoryInPlace(node) } else { out.setHistory(node) }
    node.save(out: out)
  }
  return out
}

/// Applies a binary op to two tensors; `target`: in place.
func apply(_ op: BinaryOp, _ x: Tensor, _ y: Tensor, _ p: Params = .zero, into target: Tensor? = nil) -> Tensor {
  if target == nil, let out = applyDense(op, x, y, p) { return out }
  let (compute, result) = types(op.name, resultType(x, y), op.rule)
  checkKernel(op.kernel, op.name, compute)
  sameDevice(op.name, x, y)
  let dims = broadcast(op.name, x, y)
  let tracked = op.rule != .test && tracks(x, y)
  if let target {
    checkTarget(op.name, target, dims, result)
    target.checkInPlace("\(op.name)_", tracked: tracked)
  }
  let out = target ?? Tensor(likeLayoutOf: x, dims, result, keepsZero: op.keepsZero)
  let node = tracked ? BinaryNode(op, x, y, p, out: dims, result, inPlace: target != nil) : nil
  if out.numel > 0 { x.backend.pointwise(op.kernel, compute, out, .tensor(x), .tensor(y), nil, p) }
  if target != nil { out.bumpVersion() }
  if let node {
    if target != nil { out.setHistoryInPlace(node) } else { out.setHistory(node) }
    node.save(out: out)
  }
  return out
}

/// The short way for two dense float32 tensors of one shape on the CPU: nothing to promote, broadcast or iterate over.
@inline(__always)
private func applyDense(_ op: BinaryOp, _ x: Tensor, _ y: Tensor, _ p: Params) -> Tensor? {
  guard x.dtype == .float32, y.dtype == .float32, x.isDense, y.isDense, x.dims == y.dims, x.bytes.isPlainOnCPU, y.bytes.isPlainOnCPU,
    op.rule == .same || op.rule == .floating, !Profiler.isOn
  else { return nil }
  let out = Tensor(empty: x.dims, .float32, .cpu)
  let node = tracks(x, y) ? BinaryNode(op, x, y, p, out: x.dims, .float32, inPlace: false) : nil
  if out.numel > 0 && !CPUBackend.shared.binaryDense(op.kernel, out, x, y, p) { checkKernel(op.kernel, op.name, .float32) }
  if let node {
    out.setHistory(node)
    node.save(out: out)
  }
  return out
}

/// Applies a binary op to a tensor and a number. A derivative that needs the number gets it as a 0-d tensor.
func apply(_ op: BinaryOp, _ x: Tensor, _ s: Scalar, _ p: Params = .zero, into target: Tensor? = nil) -> Tensor {
  if op.rule != .test && tracks(x) { return apply(op, x, Tensor(wrapping: s, x.device), p, into: target) }
  let (compute, result) = types(op.name, resultType(x, s), op.rule)
  checkKernel(op.kernel, op.name, compute)
  if let target {
    checkTarget(op.name, target, x.dims, result)
    target.checkInPlace("\(op.name)_", tracked: false)
  }
  let out = target ?? Tensor(empty: x.dims, result, x.device)
  if out.numel > 0 { x.backend.pointwise(op.kernel, compute, out, .tensor(x), .scalar(s), nil, p) }
  if target != nil { out.bumpVersion() }
  return out
}

/// Applies a binary op to a number and a tensor.
func apply(_ op: BinaryOp, _ s: Scalar, _ y: Tensor, _ p: Params = .zero) -> Tensor {
  if op.rule != .test && tracks(y) { return apply(op, Tensor(wrapping: s, y.device), y, p) }
  let (compute, result) = types(op.name, resultType(y, s), op.rule)
  checkKernel(op.kernel, op.name, compute)
  let out = Tensor(empty: y.dims, result, y.device)
  if out.numel > 0 { y.backend.pointwise(op.kernel, compute, out, .scalar(s), .tensor(y), nil, p) }
  return out
}
