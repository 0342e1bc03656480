import CMartletKernels

/// Releases long chains of nodes without recursion.
///
/// A node owns its inputs' nodes, so letting go of the last one of a million would recurse a million deep. Tensors and nodes hand
/// what they own to a list of their thread instead; whoever is first in the call stack empties it in a loop.
enum Graveyard {
  private final class List {
    var nodes: [Node] = []
    var isDraining = false
  }

  @inline(__always) static func bury(_ node: inout Node?) {
    if isKnownUniquelyReferenced(&node), !node.unsafelyUnwrapped.isLast { buryLast(&node) } else { node = nil }
  }

  @inline(never) private static func buryLast(_ node: inout Node?) {
    let slot = mk_thread_slot()
    let list: List
    if let p = slot.pointee {
      list = Unmanaged<List>.fromOpaque(p).takeUnretainedValue()
    } else {
      list = List()
      slot.pointee = Unmanaged.passRetained(list).toOpaque()
    }
    if list.isDraining {
      list.nodes.append(node!)
      node = nil
      return
    }
    list.isDraining = true
    node = nil  // releases this one: what it owned comes back through `bury`
    while let next = list.nodes.popLast() { _ = consume next }
    list.isDraining = false
  }
}
