import CMartletKernels

/// Releases long chains of nodes without recursion.
///
/// A node owns its inputs' nodes, so letting go of the last one of a million would recurse a million deep. Tensors and nodes hand
/// what they own to a list of their thread instead; whoever is first in the call stack empties it in a loop.
enum Graveyard {
  /// Lives behind a pointer that comes from C: releasing a node comes back here and reads what the caller below it has just written,
  /// which the optimiser does not expect of the fields of a Swift object.
  private struct List {
    var nodes: [Unmanaged<Node>] = []
    var isDraining = false
  }

  @inline(__always) static func bury(_ node: inout Node?) {
    if isKnownUniquelyReferenced(&node), !node.unsafelyUnwrapped.isLast { buryLast(&node) } else { node = nil }
  }

  @inline(never) private static func buryLast(_ node: inout Node?) {
    let list = threadList()
    list.pointee.nodes.append(Unmanaged.passRetained(node.unsafelyUnwrapped))
    node = nil  // the list holds the last reference now
    if list.pointee.isDraining { return }
    list.pointee.isDraining = true
    while let next = list.pointee.nodes.popLast() { next.release() }
    list.pointee.isDraining = false
  }

  private static func threadList() -> UnsafeMutablePointer<List> {
    let slot = mk_thread_slot()
    if let p = slot.pointee { return p.assumingMemoryBound(to: List.self) }
    let list = UnsafeMutablePointer<List>.allocate(capacity: 1)
    list.initialize(to: List())
    slot.pointee = UnsafeMutableRawPointer(list)
    return list
  }
}
