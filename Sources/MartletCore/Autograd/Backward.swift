extension Tensor {
  // MARK: What users see of the graph

  /// Whether a gradient is recorded for this tensor.
  public var requiresGrad: Bool {
    @inline(__always) get {
      if base != nil && viewVersion != bytes.version { refreshView() }
      return requiresGradFlag
    }
    set { requiresGrad_(newValue) }
  }

  /// The node that made this tensor, nil for a leaf.
  public var gradFn: Node? {
    @inline(__always) get {
      if base != nil && viewVersion != bytes.version { refreshView() }
      return node
    }
  }

  /// Whether the tensor was made by the user and not by a recorded op.
  public var isLeaf: Bool { gradFn == nil }

  /// The gradient that backward passes have accumulated here, or nil.
  public var grad: Tensor? {
    get { extras?.grad }
    set {
      if newValue == nil && extras == nil { return }
      if let g = newValue {
        require(
          g.dims == dims && g.dtype == dtype, "grad",
          "a gradient of \(g.dtype) \(g.dims) does not fit a tensor of \(dtype) \(dims)")
      }
      extra.grad = newValue
    }
  }

  var extra: TensorExtras {
    if let e = extras { return e }
    let e = TensorExtras()
    extras = e
    return e
  }

  /// Asks for a gradient (or no longer for one) and returns the tensor. Only leaves of floating-point dtype can.
  @discardableResult
  public func requiresGrad_(_ requires: Bool = true) -> Tensor {
    if requires {
      require(
        dtype.isFloatingPoint, "requiresGrad_", "only floating-point tensors can require a gradient, got \(dtype)")
    }
    if !isLeaf {
      require(requires, "requiresGrad_", "only leaves can stop requiring a gradient; use detach()")
      return self
    }
    requiresGradFlag = requires
    return self
  }

  /// Keeps the gradient of a tensor that is not a leaf, in `grad`.
  public func retainGrad() {
    guard let n = gradFn, !extra.retainsGrad else { return }
    extra.retainsGrad = true
    n.ownHooks().retained.append((outputIndex, WeakTensor(self)))
  }

  /// The same memory without history.
  public func detach() -> Tensor {
    let y = Tensor(alias: self)
    y.isUntracked = isUntracked
    return y
  }

  /// The same memory without history, in which changes in place are not noticed by version checks.
  public var data: Tensor {
    get {
      let y = Tensor(alias: self)
      y.isUntracked = true
      return y
    }
    set {
      bytes = newValue.bytes
      dims = newValue.dims
      strides = newValue.strides
      storageOffset = newValue.storageOffset
      numel = newValue.numel
      dtype = newValue.dtype
      isDense = newValue.isDense
    }
  }

  /// Calls `hook` with the gradient of this tensor whenever one is computed; what it returns, if anything, replaces the gradient.
  @discardableResult
  public func registerHook(_ hook: @escaping (Tensor) -> Tensor?) -> RemovableHandle {
    require(requiresGrad, "registerHook", "the tensor does not require a gradient")
    let id = RemovableHandle.nextID()
    if let n = gradFn {
      let hooks = n.ownHooks()
      hooks.entries.append((id, outputIndex, hook))
      return RemovableHandle { [weak hooks] in hooks?.entries.removeAll { $0.id == id } }
    }
    let e = extra
    e.hooks.append((id, hook))
    return RemovableHandle { [weak e] in e?.hooks.removeAll { $0.id == id } }
  }

  // MARK: Backward

  /// Computes the gradient of this tensor with respect to every leaf that it depends on, and adds it to their `grad`.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of this tensor, of its shape; may be absent for a tensor of one element (then it is 1).
  ///   - retainGraph: keep what backward needs for another call; default: `createGraph`.
  ///   - createGraph: record the backward pass itself, for second derivatives.
  public func backward(gradient: Tensor? = nil, retainGraph: Bool? = nil, createGraph: Bool = false) {
    require(
      requiresGrad, "backward", "the tensor does not require a gradient and was not made from one that does")
    let engine = Engine(createGraph: createGraph, retainGraph: retainGraph ?? createGraph)
    GradMode.$isEnabled.withValue(createGraph) {
      engine.send(rootGradient(gradient, "backward"), to: Edge(self), from: nil)
      engine.run()
      engine.accumulateLeaves()
    }
  }

  func rootGradient(_ gradient: Tensor?, _ op: String) -> Tensor {
    if let g = gradient {
      require(
        g.dims == dims, op,
        "the gradient has shape \(g.dims), but the tensor has shape \(dims)")
      return g.dtype == dtype ? g : g.to(dtype)
    }
    require(numel == 1, op, "a gradient is needed for a tensor of shape \(dims): only one element stands for 1 by itself")
    return Tensor(filled: dims, .double(1), dtype, device)
  }
}

/// Takes a hook away again.
public final class RemovableHandle {
  private var action: (() -> Void)?
  init(_ action: @escaping () -> Void) { self.action = action }

  /// Removes the hook; further calls do nothing.
  public func remove() {
    action?()
    action = nil
  }

  package convenience init(removing action: @escaping () -> Void) { self.init(action) }

  private static let last = AtomicCounter()
  package static func nextID() -> Int { Int(last.next()) }
}

/// The gradients of `outputs` with respect to `inputs`, without touching any `grad`.
///
/// - Parameters:
///   - gradOutputs: the gradient of each output; may be absent for outputs of one element.
///   - createGraph: record the computation, so that the result can be differentiated again.
///   - allowUnused: give zeros for an input that no output depends on, instead of stopping.
/// - Returns: one tensor an input, of its shape.
public func grad(
  of outputs: [Tensor], wrt inputs: [Tensor], gradOutputs: [Tensor?]? = nil, retainGraph: Bool? = nil,
  createGraph: Bool = false, allowUnused: Bool = false
) -> [Tensor] {
  if let g = gradOutputs {
    require(g.count == outputs.count, "grad", "got \(g.count) gradOutputs for \(outputs.count) outputs")
  }
  for x in inputs { require(x.requiresGrad, "grad", "an input of shape \(x.dims) does not require a gradient") }

  // Where each input's gradient shows up: at a leaf, or among what flows into a node.
  var wanted: [ObjectIdentifier: [(input: Int, output: Int)]] = [:]
  for (i, x) in inputs.enumerated() {
    if let n = x.gradFn { wanted[ObjectIdentifier(n), default: []].append((i, x.outputIndex)) }
  }
  let leaves = Set(inputs.filter { $0.gradFn == nil }.map { ObjectIdentifier($0) })
  let needed = nodesLeading(from: outputs, toLeaves: leaves, orNodes: Set(wanted.keys))

  var found = [Tensor?](repeating: nil, count: inputs.count)
  let engine = Engine(createGraph: createGraph, retainGraph: retainGraph ?? createGraph)
  GradMode.$isEnabled.withValue(createGraph) {
    for (i, y) in outputs.enumerated() {
      require(y.requiresGrad, "grad", "output \(i) of shape \(y.dims) does not require a gradient")
      engine.send(y.rootGradient(gradOutputs?[i], "grad"), to: Edge(y), from: nil)
    }
    engine.run(needed: needed) { node, gradients in
      for w in wanted[ObjectIdentifier(node)] ?? [] where w.output < gradients.count {
        found[w.input] = gradients[w.output]
      }
    }
    for (i, x) in inputs.enumerated() where x.gradFn == nil { found[i] = engine.leafGradient(of: x) }
  }
  return found.enumerated().map { i, g in
    if let g { return g }
    require(
      allowUnused, "grad", "input \(i) of shape \(inputs[i].dims) is not used by the outputs; pass allowUnused: true for zeros")
    return Tensor.zerosLike(inputs[i])
  }
}

/// The nodes below `outputs` from which a wanted leaf or node can be reached through their inputs.
private func nodesLeading(
  from outputs: [Tensor], toLeaves leaves: Set<ObjectIdentifier>, orNodes nodes: Set<ObjectIdentifier>
) -> Set<ObjectIdentifier> {
  var reachable: [ObjectIdentifier: Node] = [:]
  var stack = outputs.compactMap { $0.gradFn }
  while let n = stack.popLast() {
    if reachable.updateValue(n, forKey: ObjectIdentifier(n)) != nil { continue }
    n.forEachEdge { if let next = $0.node, reachable[ObjectIdentifier(next)] == nil { stack.append(next) } }
  }
  var needed = Set<ObjectIdentifier>()
  for n in reachable.values.sorted(by: { $0.sequence < $1.sequence }) {  // inputs before outputs
    var leads = false
    n.forEachEdge { e in
      if let leaf = e.leaf, leaves.contains(ObjectIdentifier(leaf)) { leads = true }
      if let m = e.node, needed.contains(ObjectIdentifier(m)) || nodes.contains(ObjectIdentifier(m)) { leads = true }
    }
    if leads { needed.insert(ObjectIdentifier(n)) }
  }
  return needed
}
