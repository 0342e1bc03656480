/// A tensor that a node keeps for its backward pass, with the version it had.
struct SavedTensor {
  private var tensor: Tensor?
  private var version = 0
  private var isOutput = false
  private var outputIndex = 0

  init() {}

  /// An input of the op: kept as it is.
  @inline(__always) init(_ x: Tensor) {
    tensor = x
    version = x.bytes.version
  }

  /// An output of the op: kept without its node, or the two would keep each other alive.
  init(output y: Tensor, index: Int = 0) {
    tensor = Tensor(alias: y)
    outputIndex = index
    version = y.bytes.version
    isOutput = true
  }

  var isEmpty: Bool { tensor == nil }
  mutating func release() { tensor = nil }

  /// The tensor again. Stops when it was released by an earlier backward pass or changed in place since.
  func unpack(_ node: Node) -> Tensor {
    guard let x = tensor else {
      fail(
        node.op.description,
        "backward through the graph a second time: what was saved for it is gone after the first; pass retainGraph: true to the first backward()"
      )
    }
    if x.bytes.version != version {
      fail(
        node.op.description,
        "a tensor saved for the backward pass was changed by an in-place operation: \(x.dtype) \(x.dims) is at version \(x.bytes.version), expected version \(version)"
      )
    }
    if !isOutput || !GradMode.isEnabled { return x }
    let y = Tensor(alias: x)  // the second derivative goes through the node that made it
    y.requiresGradFlag = true
    y.node = node.slices?.read() ?? node
    y.outputIndex = outputIndex
    return y
  }
}

/// A saved tensor for derivatives written as closures: `let s = Saved(x)` outside, `s()` inside.
final class Saved {
  private var saved: SavedTensor
  fileprivate unowned(unsafe) var node: Node?

  init(_ x: Tensor) { saved = SavedTensor(x) }
  init(output y: Tensor, index: Int = 0) { saved = SavedTensor(output: y, index: index) }

  func callAsFunction() -> Tensor { saved.unpack(node!) }
  fileprivate func release() { saved.release() }
}

/// The node of an op whose derivative is a closure: `g` to the gradients of the inputs, nil where none is needed.
final class ClosureNode: Node, @unchecked Sendable {
  private let rule: (Tensor, ClosureNode) -> [Tensor?]
  private var saved: [Saved]

  init(_ op: StaticString, saving: [Saved], rule: @escaping (Tensor, ClosureNode) -> [Tensor?]) {
    self.rule = rule
    saved = saving
    super.init(op)
    for s in saving { s.node = self }
  }

  /// Whether the gradient of input `i` is wanted.
  func needs(_ i: Int) -> Bool { edge(i).isActive }

  override func backward(_ gradient: Tensor, _ engine: Engine) {
    for (i, g) in rule(gradient, self).enumerated() {
      if let g { engine.send(g, to: edge(i), from: self) }
    }
  }

  override func releaseSaved() { for s in saved { s.release() } }
}

/// The same for an op with several outputs.
final class MultiClosureNode: Node, @unchecked Sendable {
  private let rule: ([Tensor?], MultiClosureNode) -> [Tensor?]
  private var saved: [Saved]
  private let outputs: Int

  init(
    _ op: StaticString, outputs: Int, saving: [Saved], rule: @escaping ([Tensor?], MultiClosureNode) -> [Tensor?]
  ) {
    self.rule = rule
    self.outputs = outputs
    saved = saving
    super.init(op)
    for s in saving { s.node = self }
  }

  func needs(_ i: Int) -> Bool { edge(i).isActive }
  override var outputCount: Int { outputs }

  override func backward(_ gradient: Tensor, _ engine: Engine) { backward(all: [gradient], engine) }

  override func backward(all gradients: [Tensor?], _ engine: Engine) {
    for (i, g) in rule(gradients, self).enumerated() {
      if let g { engine.send(g, to: edge(i), from: self) }
    }
  }

  override func releaseSaved() { for s in saved { s.release() } }
}

extension Tensor {
  /// Records the derivative of the op that made this tensor from `inputs`. Call it only when `tracks(inputs)`.
  ///
  /// - Parameter rule: from the gradient of the output to the gradients of the inputs, in their order. Written with
  ///   differentiable ops, it gives second derivatives for free.
  @discardableResult
  func record(
    _ op: StaticString, _ inputs: [Tensor], saving: [Saved] = [],
    rule: @escaping (Tensor, ClosureNode) -> [Tensor?]
  ) -> Tensor {
    let n = ClosureNode(op, saving: saving, rule: rule)
    n.setEdges(inputs)
    setHistory(n)
    return self
  }

  /// The same for one input.
  @discardableResult
  func record(
    _ op: StaticString, _ input: Tensor, saving: [Saved] = [], rule: @escaping (Tensor) -> Tensor?
  ) -> Tensor {
    record(op, [input], saving: saving) { g, _ in [rule(g)] }
  }

  /// Makes `n` the node of this tensor.
  @inline(__always) func setHistory(_ n: Node, output: Int = 0) {
    node = n
    outputIndex = output
    requiresGradFlag = true
    viewVersion = bytes.version
  }
}

/// Records the derivative of an op with several outputs.
func recordAll(
  _ op: StaticString, _ outputs: [Tensor], _ inputs: [Tensor], saving: [Saved] = [],
  rule: @escaping ([Tensor?], MultiClosureNode) -> [Tensor?]
) {
  let n = MultiClosureNode(op, outputs: outputs.count, saving: saving, rule: rule)
  n.setEdges(inputs)
  for (i, y) in outputs.enumerated() where y.dtype.isFloatingPoint { y.setHistory(n, output: i) }
}
