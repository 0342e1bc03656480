/// Runs a backward pass: takes the newest node that has received gradients, turns them into gradients of its inputs, and
/// so on until only leaves are left.
///
/// Inputs are always older than outputs, so by the time a node is taken, all that flows into it has arrived. Nothing
/// recurses: a chain of a million nodes needs no more stack than one.
class Engine {
  private let createGraph: Bool
  private let retainGraph: Bool
  private let detectsAnomalies = Autograd.detectsAnomalies
  private var frontier = Frontier()
  private var slots: [Slot] = []
  private var freeSlots: [Int] = []
  private var leafSlots: [ObjectIdentifier: Int] = [:]
  private var leaves: [LeafSlot] = []

  /// The sum of what has arrived at one place.
  private struct Sum {
    var gradient: Tensor?
    var isOwned = false

    /// The first gradient is kept as it is, for others may hold it too; a sum belongs to the engine and is added to in place.
    @inline(__always) mutating func add(_ g: Tensor, createGraph: Bool) {
      guard let old = gradient else {
        gradient = g
        return
      }
      if isOwned && !createGraph && old.dtype == g.dtype {
        old.addRaw(g)
      } else {
        gradient = old + g
        isOwned = true
      }
    }
  }

  /// Gradients that have arrived at a node: of its first output, and of others where it has several.
  private struct Slot {
    var node: Node?
    var first = Sum()
    var others: [Sum] = []
  }

  private struct LeafSlot {
    let leaf: Tensor
    var sum = Sum()
  }

  init(createGraph: Bool, retainGraph: Bool) {
    self.createGraph = createGraph
    self.retainGraph = retainGraph
  }

  /// Adds `g` to what flows along `edge`.
  func send(_ g: Tensor, to edge: Edge, from: Node?) {
    if detectsAnomalies { Autograd.check(g, from: from) }
    if let node = edge.node {
      let i = slot(of: node)
      if edge.index == 0 {
        slots[i].first.add(g, createGraph: createGraph)
      } else {
        let k = edge.index - 1
        while slots[i].others.count <= k { slots[i].others.append(Sum()) }
        slots[i].others[k].add(g, createGraph: createGraph)
      }
    } else if let leaf = edge.leaf {
      let id = ObjectIdentifier(leaf)
      let i: Int
      if let known = leafSlots[id] {
        i = known
      } else {
        i = leaves.count
        leafSlots[id] = i
        leaves.append(LeafSlot(leaf: leaf))
      }
      leaves[i].sum.add(g, createGraph: createGraph)
    }
  }

  private func slot(of node: Node) -> Int {
    if let i = frontier.slot(of: node.sequence) { return i }
    let i: Int
    if let free = freeSlots.popLast() {
      i = free
      slots[i].node = node
    } else {
      i = slots.count
      slots.append(Slot(node: node))
    }
    frontier.insert(node.sequence, slot: i)
    return i
  }

  /// Runs until every gradient has reached its leaf.
  ///
  /// - Parameters:
  ///   - needed: the nodes worth running, or nil for all.
  ///   - capture: called with each node's gradients before it runs.
  func run(needed: Set<ObjectIdentifier>? = nil, capture: ((Node, [Tensor?]) -> Void)? = nil) {
    while let i = frontier.popNewest() {
      let node = slots[i].node!
      var gradient = slots[i].first.gradient
      var others = slots[i].others.map(\.gradient)
      slots[i] = Slot()
      freeSlots.append(i)

      capture?(node, [gradient] + others)
      if node.hooks != nil { runHooks(of: node, &gradient, &others) }
      if let needed, !needed.contains(ObjectIdentifier(node)) { continue }

      let recording = Profiler.begin(node.name, .node, pass: .backward)
      if let hooks = node.hooks, !hooks.before.isEmpty || !hooks.after.isEmpty {
        run(node, [gradient] + others, hooks)
      } else if node.outputCount == 1 {
        if let g = gradient {
          gradient = nil
          node.backward(g, self)
        }
      } else {
        var all = [gradient] + others
        while all.count < node.outputCount { all.append(nil) }
        gradient = nil
        others = []
        node.backward(all: all, self)
      }
      recording?.end()
      if !retainGraph { node.releaseSaved() }
    }
  }

  /// Runs a node between the hooks that were registered on it.
  private func run(_ node: Node, _ gradients: [Tensor?], _ hooks: NodeHooks) {
    let missing = [Tensor?](repeating: nil, count: Swift.max(node.outputCount - gradients.count, 0))
    let all = hooks.prepared(gradients + missing, node)
    if all.allSatisfy({ $0 == nil }) { return }
    let relay = hooks.after.isEmpty ? nil : InputGradients(of: node, for: self)
    node.backward(all: all, relay ?? self)
    relay?.release(all)
  }

  private func runHooks(of node: Node, _ gradient: inout Tensor?, _ others: inout [Tensor?]) {
    guard let hooks = node.hooks else { return }
    for h in hooks.entries {
      if h.output == 0 {
        if let g = gradient, let replaced = h.call(g) { gradient = replaced }
      } else if h.output - 1 < others.count, let g = others[h.output - 1], let replaced = h.call(g) {
        others[h.output - 1] = replaced
      }
    }
    for r in hooks.retained {
      let g = r.output == 0 ? gradient : r.output - 1 < others.count ? others[r.output - 1] : nil
      if let g, let t = r.tensor.tensor { t.extra.grad = t.extra.grad.map { $0 + g } ?? g }
    }
  }

  /// Adds what has arrived at the leaves to their `grad`.
  func accumulateLeaves() {
    let recording = Profiler.begin("AccumulateGrad", .node, pass: .backward)
    defer { recording?.end() }
    for i in leaves.indices {
      let leaf = leaves[i].leaf
      guard var g = takeLeaf(i) else { continue }
      if let extras = leaf.extras, !extras.hooks.isEmpty {
        for h in extras.hooks { g = h.call(g) ?? g }
      }
      let extras = leaf.extra
      if let old = extras.grad {
        if createGraph || old.requiresGrad { extras.grad = old + g } else { old.add_(g) }
      } else if createGraph {
        extras.grad = g
      } else {
        // A gradient that only the engine holds becomes the leaf's; one that others hold too is copied.
        let sole = isKnownUniquelyReferenced(&g) && isKnownUniquelyReferenced(&g.bytes) && g.isDense
        extras.grad = sole ? g : g.detach().clone()
      }
    }
  }

  /// The gradient that has arrived at a leaf, or nil, after its hooks.
  func leafGradient(of leaf: Tensor) -> Tensor? {
    guard let i = leafSlots[ObjectIdentifier(leaf)], var g = leaves[i].sum.gradient else { return nil }
    if let extras = leaf.extras { for h in extras.hooks { g = h.call(g) ?? g } }
    return g
  }

  private func takeLeaf(_ i: Int) -> Tensor? {
    let g = leaves[i].sum.gradient
    leaves[i].sum = Sum()
    return g
  }
}

/// Node numbers with their slots: newest first, and found by number.
private struct Frontier {
  private var heap: [(sequence: Int64, slot: Int)] = []
  // Linear probing with deletion by shifting back; stays as small as the frontier is wide.
  private var keys: [Int64] = Array(repeating: 0, count: 16)
  private var values: [Int] = Array(repeating: 0, count: 16)
  private var mask = 15

  @inline(__always) private func home(_ key: Int64) -> Int {
    Int(truncatingIfNeeded: UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
  }

  func slot(of sequence: Int64) -> Int? {
    var i = home(sequence)
    while keys[i] != 0 {
      if keys[i] == sequence { return values[i] }
      i = (i + 1) & mask
    }
    return nil
  }

  mutating func insert(_ sequence: Int64, slot: Int) {
    if (heap.count + 1) * 2 > keys.count { grow() }
    place(sequence, slot)
    heap.append((sequence, slot))
    var i = heap.count - 1
    while i > 0 {
      let parent = (i - 1) / 2
      if heap[parent].sequence >= heap[i].sequence { break }
      heap.swapAt(i, parent)
      i = parent
    }
  }

  mutating func popNewest() -> Int? {
    guard let top = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var i = 0
      while true {
        var child = 2 * i + 1
        if child >= heap.count { break }
        if child + 1 < heap.count && heap[child + 1].sequence > heap[child].sequence { child += 1 }
        if heap[i].sequence >= heap[child].sequence { break }
        heap.swapAt(i, child)
        i = child
      }
    }
    remove(top.sequence)
    return top.slot
  }

  private mutating func place(_ key: Int64, _ value: Int) {
    var i = home(key)
    while keys[i] != 0 { i = (i + 1) & mask }
    keys[i] = key
    values[i] = value
  }

  private mutating func remove(_ key: Int64) {
    var i = home(key)
    while keys[i] != key { i = (i + 1) & mask }
    var hole = i
    while true {
      i = (i + 1) & mask
      if keys[i] == 0 { break }
      let h = home(keys[i])
      if (i - h) & mask >= (i - hole) & mask {
        keys[hole] = keys[i]
        values[hole] = values[i]
        hole = i
      }
    }
    keys[hole] = 0
  }

  private mutating func grow() {
    let old = zip(keys, values).filter { $0.0 != 0 }
    mask = keys.count * 2 - 1
    keys = Array(repeating: 0, count: mask + 1)
    values = keys.map { _ in 0 }
    for (k, v) in old { place(k, v) }
  }
}
