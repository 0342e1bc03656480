import MartletCore

/// One number for all groups of an optimiser, or a number for each.
public protocol PerGroup {
  var perGroup: [Double] { get }
}

extension Double: PerGroup {
  public var perGroup: [Double] { [self] }
}
extension Float: PerGroup {
  public var perGroup: [Double] { [Double(self)] }
}
extension Int: PerGroup {
  public var perGroup: [Double] { [Double(self)] }
}
extension Array: PerGroup where Element == Double {
  public var perGroup: [Double] { self }
}

extension PerGroup {
  /// A number for each of `count` groups.
  func values(_ count: Int, _ op: String, _ name: String) -> [Double] {
    let given = perGroup
    if !(self is [Double]) { return Array(repeating: given[0], count: count) }
    require(given.count == count, op, "\(name) needs a number for each of the \(count) groups, got \(given.count)")
    return given
  }
}
