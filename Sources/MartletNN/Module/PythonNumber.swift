import MartletCore

extension Python {
  /// A number as the user wrote it: `2` stays `2`, `2.0` stays `2.0`.
  static func number(_ value: Scalar) -> String {
    switch value {
    case .int(let n): "\(n)"
    case .double(let x): float(x)
    case .bool(let b): bool(b)
    }
  }
}
