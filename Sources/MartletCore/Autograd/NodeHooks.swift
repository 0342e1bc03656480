/// Functions that see or replace the gradients around a node.
final class NodeHooks {
  typealias Before = ([Tensor?]) -> [Tensor?]?
  typealias After = (_ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) -> [Tensor?]?

  /// Of the tensors that the node made, by output.
  var entries: [(id: Int, output: Int, call: (Tensor) -> Tensor?)] = []
  var retained: [(output: Int, tensor: WeakTensor)] = []
  var before: [(id: Int, call: Before)] = []
  var after: [(id: Int, call: After)] = []

  /// What the hooks before the node make of its gradients.
  func prepared(_ gradients: [Tensor?], _ node: Node) -> [Tensor?] {
    before.reduce(gradients) { g, hook in NodeHooks.replacement(hook.call(g), for: g, "registerPrehook", node) }
  }

  fileprivate static func replacement(_ new: [Tensor?]?, for old: [Tensor?], _ op: String, _ node: Node) -> [Tensor?] {
    guard let new else { return old }
    require(new.count == old.count, op, "the hook of \(node.name) returned \(new.count) gradients in place of \(old.count)")
    return new
  }
}

final class WeakTensor {
  weak var tensor: Tensor?
  init(_ t: Tensor) { tensor = t }
}

extension Node {
  /// Calls `hook` with the gradients of the op's outputs before its derivative runs; what it returns, if anything, replaces them.
  ///
  /// One gradient an output, nil where none arrived. Hooks of tensors run earlier.
  /// (https://pytorch.org/docs/stable/generated/torch.autograd.graph.Node.register_prehook.html)
  @discardableResult
  public final func registerPrehook(_ hook: @escaping (_ gradOutputs: [Tensor?]) -> [Tensor?]?) -> RemovableHandle {
    let id = RemovableHandle.nextID(), hooks = ownHooks()
    hooks.before.append((id, hook))
    return RemovableHandle { [weak hooks] in hooks?.before.removeAll { $0.id == id } }
  }

  /// Calls `hook` with the gradients of the op's inputs and outputs after its derivative has run; what it returns, if anything, replaces those
  /// of the inputs.
  ///
  /// The inputs' are nil where none is wanted. (https://pytorch.org/docs/stable/generated/torch.autograd.graph.Node.register_hook.html)
  @discardableResult
  public final func registerHook(
    _ hook: @escaping (_ gradInputs: [Tensor?], _ gradOutputs: [Tensor?]) -> [Tensor?]?
  ) -> RemovableHandle {
    let id = RemovableHandle.nextID(), hooks = ownHooks()
    hooks.after.append((id, hook))
    return RemovableHandle { [weak hooks] in hooks?.after.removeAll { $0.id == id } }
  }

  /// The nodes that made the op's inputs, each with which of its outputs the input was; nil for leaves and for inputs without gradients.
  public final var nextFunctions: [(function: Node?, output: Int)] { inputEdges.map { ($0.node, $0.index) } }

  final func ownHooks() -> NodeHooks {
    if let hooks { return hooks }
    let new = NodeHooks()
    hooks = new
    return new
  }

  /// The edges up to the last one that is active.
  fileprivate final var inputEdges: [Edge] {
    var all = [edge0, edge1, edge2] + moreEdges
    while let last = all.last, !last.isActive { all.removeLast() }
    return all
  }
}

/// Holds back what a node sends to its inputs, for the hooks after it.
final class InputGradients: Engine {
  private let engine: Engine
  private let node: Node
  private let edges: [Edge]
  private var found: [Tensor?]

  init(of node: Node, for engine: Engine) {
    self.engine = engine
    self.node = node
    edges = node.inputEdges
    found = Array(repeating: nil, count: edges.count)
    super.init(createGraph: false, retainGraph: false)
  }

  override func send(_ g: Tensor, to edge: Edge, from: Node?) {
    let places = edges.indices.filter { edges[$0].node === edge.node && edges[$0].leaf === edge.leaf && edges[$0].index == edge.index }
    // One tensor may be several inputs of an op: its gradients come in the order of the inputs.
    guard let i = places.first(where: { found[$0] == nil }) ?? places.last else { return }
    found[i] = found[i].map { $0 + g } ?? g
  }

  /// Runs the hooks and sends on what they leave.
  func release(_ gradOutputs: [Tensor?]) {
    for hook in node.hooks?.after ?? [] {
      found = NodeHooks.replacement(hook.call(found, gradOutputs), for: found, "registerHook", node)
    }
    for (edge, g) in zip(edges, found) {
      if let g, edge.isActive { engine.send(g, to: edge, from: node) }
    }
  }
}
