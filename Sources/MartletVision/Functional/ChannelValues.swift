import MartletCore

/// A number or several, such as a colour: `fill: 0`, `fill: [10, 200, 30]`.
public protocol ChannelValues: Sendable {
  var values: [Double] { get }
}
extension Int: ChannelValues { public var values: [Double] { [Double(self)] } }
extension Double: ChannelValues { public var values: [Double] { [self] } }
extension Float: ChannelValues { public var values: [Double] { [Double(self)] } }
extension Array: ChannelValues where Element: TensorNumber {
  public var values: [Double] { map(\.scalar.double) }
}

/// Two sizes from one that serves for both or from (height, width).
func heightAndWidth(_ size: any IntOrArray, _ op: String) -> (height: Int, width: Int) {
  let s = size.ints
  require(
    (s.count == 1 || s.count == 2) && s.allSatisfy { $0 > 0 }, op, "size must be one positive number or (height, width), got \(s)")
  return (s[0], s[s.count - 1])
}

/// A range from two numbers, or from one that stands for its negative too.
func symmetricRange(_ range: any ChannelValues, _ op: String, _ name: String) -> (Double, Double) {
  let v = range.values
  require(
    v.count == 2 || (v.count == 1 && v[0] >= 0), op, "\(name) must be one number that is not negative, or two, got \(v)")
  return v.count == 2 ? (v[0], v[1]) : (-v[0], v[0])
}
