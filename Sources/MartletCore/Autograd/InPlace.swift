/// Views and in-place ops as autograd sees them.
///
/// A view knows the tensor that owns the memory, its base. An in-place op on a view is recorded on the base (`CopySlicesNode`); the
/// node of every other view of that base is then out of date and is made anew, as a strided read of the base, when it is asked for.
extension Tensor {
  /// A view with other dims; `rule` turns the gradient of the view into the gradient of `self`.
  @inline(__always)
  func makeView(
    _ op: StaticString, _ dims: Dims, _ strides: Dims, _ offset: Int, rule: @escaping (Tensor) -> Tensor
  ) -> Tensor {
    let y = Tensor(alias: self, dims: dims, strides: strides, offset: offset)
    y.base = base ?? self
    y.viewVersion = bytes.version
    y.isUntracked = isUntracked
    if requiresGrad {
      if GradMode.isEnabled { y.record(op, self, rule: rule) } else { y.isUngradedView = true }
    }
    return y
  }

  /// Brings the node of a view up to date after an in-place op on its base or on another view of it.
  @inline(never) func refreshView() {
    viewVersion = bytes.version
    guard let base, !isUngradedView, base.node != nil else { return }
    let n = AsStridedNode(ViewGeometry(base: base, view: self), of: Edge(base))
    node = n
    outputIndex = 0
    requiresGradFlag = true
  }

  /// Stops when an in-place op is not allowed here; call it before the memory changes.
  func checkInPlace(_ op: @autoclosure () -> String, tracked: Bool) {
    if isUngradedView && GradMode.isEnabled {
      fail(op(), "this view was made inside noGrad { }, so a recorded change of it would be lost; make the view outside")
    }
    guard tracked else { return }
    let owner = base ?? self
    if owner.requiresGradFlag && owner.node == nil {
      fail(
        op(),
        base == nil
          ? "a leaf that requires a gradient cannot be changed in place; do it inside noGrad { }"
          : "a view of a leaf that requires a gradient cannot be changed in place; do it inside noGrad { }")
    }
  }

  /// Counts an in-place change.
  @inline(__always) func bumpVersion() { if !isUntracked { bytes.version += 1 } }

  /// Makes `n`, whose first edge is the old value of `self`, the history of `self` after an in-place op.
  func setHistoryInPlace(_ n: Node) {
    guard let base else {
      setHistory(n)
      return
    }
    base.setHistory(CopySlicesNode(base: base, view: self, inner: n))
    refreshView()
  }

  /// Runs `write` on this tensor's memory as an in-place op of `inputs`; `rule` gives the gradients of the old value
  /// of `self` and of `inputs`, in this order.
  @discardableResult
  func inPlace(
    _ op: StaticString, _ inputs: [Tensor] = [], saving: () -> [Saved] = { [] },
    rule: @escaping (Tensor, ClosureNode) -> [Tensor?], write: () -> Void
  ) -> Tensor {
    let tracked = tracks([self] + inputs)
    checkInPlace(op.description + "_", tracked: tracked)
    if !tracked {
      write()
      bumpVersion()
      return self
    }
    let n = ClosureNode(op, saving: saving(), rule: rule)
    n.setEdges([self] + inputs)
    write()
    bumpVersion()
    setHistoryInPlace(n)
    return self
  }
}

/// Where a view lies in its base, and how both are laid out.
struct ViewGeometry {
  let baseDims: Dims, baseStrides: Dims
  let dims: Dims, strides: Dims
  let offset: Int

  init(base: Tensor, view: Tensor) {
    baseDims = base.dims
    baseStrides = base.strides
    dims = view.dims
    strides = view.strides
    offset = view.storageOffset - base.storageOffset
  }

  /// How many elements of storage the base spans.
  var span: Int {
    if baseDims.product == 0 { return 0 }
    var last = 0
    for i in baseDims.indices { last += (baseDims[i] - 1) * baseStrides[i] }
    return last + 1
  }

  /// A tensor laid out as the base, filled with zeros or with `content`.
  func baseLike(_ content: Tensor?, _ dtype: DType, _ device: Device) -> Tensor {
    let whole = Tensor(filled: Dims([span]), .int(0), dtype, device)
    let t = whole.asStrided(baseDims, baseStrides, 0)
    if let content { t.copy_(content) }
    return t
  }

  func slice(of base: Tensor) -> Tensor { base.asStrided(dims, strides, base.storageOffset + offset) }
}

/// The gradient of a strided read: zeros, with the incoming gradient written (or, where elements are read twice, added) at its places.
final class AsStridedNode: Node, @unchecked Sendable {
  private let geometry: ViewGeometry

  init(_ geometry: ViewGeometry, of base: Edge) {
    self.geometry = geometry
    super.init("as_strided")
    edge0 = base
  }

  override func backward(_ gradient: Tensor, _ engine: Engine) {
    engine.send(AsStridedNode.scatter(gradient, geometry), to: edge0, from: self)
  }

  static func scatter(_ gradient: Tensor, _ geometry: ViewGeometry) -> Tensor {
    if overlaps(geometry.dims, geometry.strides) {
      let flat = Tensor(filled: Dims([geometry.span]), .int(0), gradient.dtype, gradient.device)
      let positions = Tensor.arange(geometry.span).asStrided(geometry.dims, geometry.strides, geometry.offset)
      let summed = flat.indexAdd(dim: 0, index: positions.reshape(-1), source: gradient.reshape(-1))
      return summed.asStrided(geometry.baseDims, geometry.baseStrides, 0)
    }
    let whole = geometry.baseLike(nil, gradient.dtype, gradient.device)
    geometry.slice(of: whole).copy_(gradient)
    return whole
  }

  /// Whether two positions of a strided view may be the same element.
  static func overlaps(_ dims: Dims, _ strides: Dims) -> Bool {
    let order = dims.indices.filter { dims[$0] > 1 }.sorted { abs(strides[$0]) < abs(strides[$1]) }
    var reach = 0
    for i in order {
      if abs(strides[i]) <= reach { return true }
      reach += (dims[i] - 1) * abs(strides[i])
    }
    return false
  }
}

/// An in-place op on a view, recorded on the base: the part of the gradient that belongs to the view goes through the op, the rest
/// passes by.
final class CopySlicesNode: Node, @unchecked Sendable {
  override var displayName: String { "CopySlices" }

  private let geometry: ViewGeometry
  private let inner: Node
  private let oldValue = Node("old_value")

  init(base: Tensor, view: Tensor, inner: Node) {
    geometry = ViewGeometry(base: base, view: view)
    self.inner = inner
    super.init("copy_slices")
    edge0 = Edge(base)
    // For the engine's walk over the graph, the inner op's other inputs are inputs of this node too.
    setEdge(1, inner.edge(1))
    setEdge(2, inner.edge(2))
    for i in inner.moreEdges.indices { setEdge(i + 3, inner.moreEdges[i]) }
    inner.edge0 = Edge()
    if edge0.isActive { inner.edge0.node = oldValue }
    inner.slices = self
  }

  /// What the inner op has written, as part of the base that this node has made.
  func read() -> Node {
    var written = Edge()
    written.node = self
    return AsStridedNode(geometry, of: written)
  }

  override func backward(_ gradient: Tensor, _ engine: Engine) {
    let whole = geometry.baseLike(gradient, gradient.dtype, gradient.device)
    let part = geometry.slice(of: whole)
    let relay = SliceEngine(engine, oldValue)
    inner.backward(part.clone(), relay)
    if edge0.isActive {
      if let g = relay.gradient { part.copy_(g) } else { part.zero_() }
      engine.send(whole, to: edge0, from: self)
    }
  }

  override func releaseSaved() { inner.releaseSaved() }
}

/// Catches the gradient of the overwritten value; passes everything else on.
private final class SliceEngine: Engine {
  private let engine: Engine
  private let target: Node
  var gradient: Tensor?

  init(_ engine: Engine, _ target: Node) {
    self.engine = engine
    self.target = target
    super.init(createGraph: false, retainGraph: false)
  }

  override func send(_ g: Tensor, to edge: Edge, from: Node?) {
    if edge.node === target { gradient = gradient.map { $0 + g } ?? g } else { engine.send(g, to: edge, from: from) }
  }
}
