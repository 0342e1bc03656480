/// Where a gradient goes next: to the node that made a tensor, or to a leaf that collects it.
struct Edge {
  var node: Node?
  var leaf: Tensor?
  var index = 0

  @inline(__always) init() {}

  /// The edge of an op's input: empty when it needs no gradient.
  @inline(__always) init(_ x: Tensor) {
    if !x.requiresGrad { return }
    if let n = x.gradFn {
      node = n
      index = x.outputIndex
    } else {
      leaf = x
    }
  }

  /// Whether a gradient is wanted here.
  @inline(__always) var isActive: Bool { node != nil || leaf != nil }
}

/// A step of the recorded computation: it turns the gradient of an op's outputs into gradients of its inputs.
///
/// Nodes are numbered in the order in which they are made. Inputs are always older than the outputs, so the engine goes through
/// the graph by falling number and needs no other order.
open class Node: @unchecked Sendable {
  let sequence: Int64
  let op: StaticString
  /// Up to three inputs lie inline; nearly every op has no more.
  @exclusivity(unchecked) final var edge0 = Edge(), edge1 = Edge(), edge2 = Edge()
  @exclusivity(unchecked) final var moreEdges: [Edge] = []
  @exclusivity(unchecked) final var hooks: NodeHooks?
  /// The node of the base that runs this one, when this one is an in-place op on a view; it owns this one.
  unowned(unsafe) final var slices: CopySlicesNode?

  private static let counter = AtomicCounter()

  init(_ op: StaticString) {
    self.op = op
    sequence = Node.counter.next()
  }

  /// Whether letting go of this node lets go of no other.
  @inline(__always) final var isLast: Bool {
    edge0.node == nil && edge1.node == nil && edge2.node == nil && moreEdges.isEmpty
  }

  deinit {
    if edge0.node != nil { Graveyard.bury(&edge0.node) }
    if edge1.node != nil { Graveyard.bury(&edge1.node) }
    if edge2.node != nil { Graveyard.bury(&edge2.node) }
    for i in moreEdges.indices where moreEdges[i].node != nil { Graveyard.bury(&moreEdges[i].node) }
  }

  /// PyTorch's name of the node, `MulBackward0`.
  public final var name: String { displayName }

  var displayName: String {
    let s = op.description
    let words = s.split(separator: "_")
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Backward0"
  }

  /// How many outputs the op had.
  var outputCount: Int { 1 }

  final func setEdges(_ inputs: [Tensor]) {
    for (i, x) in inputs.enumerated() { setEdge(i, Edge(x)) }
  }

  final func setEdge(_ i: Int, _ e: Edge) {
    switch i {
    case 0: edge0 = e
    case 1: edge1 = e
    case 2: edge2 = e
    default:
      while moreEdges.count < i - 2 { moreEdges.append(Edge()) }
      moreEdges[i - 3] = e
    }
  }

  final func edge(_ i: Int) -> Edge {
    switch i {
    case 0: edge0
    case 1: edge1
    case 2: edge2
    default: i - 3 < moreEdges.count ? moreEdges[i - 3] : Edge()
    }
  }

  final func forEachEdge(_ body: (Edge) -> Void) {
    if edge0.isActive { body(edge0) }
    if edge1.isActive { body(edge1) }
    if edge2.isActive { body(edge2) }
    for e in moreEdges where e.isActive { body(e) }
  }

  /// For an op with one output: sends each input's gradient into the engine.
  func backward(_ gradient: Tensor, _ engine: Engine) {
    fail(op.description, "has no derivative")
  }

  /// For an op with several outputs; absent gradients are nil.
  func backward(all gradients: [Tensor?], _ engine: Engine) {
    if let g = gradients[0] { backward(g, engine) }
  }

  /// Lets go of what was saved for the backward pass.
  func releaseSaved() {}
}
