import MartletFiles

/// What is wrong with a file of the golden format.
struct FormatError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

extension JSON {
  /// A number; the golden format writes the ones that JSON lacks as "inf", "-inf" and "nan".
  var double: Double? {
    switch self {
    case .int(let n): Double(n)
    case .double(let x): x
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    case .string("nan"): .nan
    default: nil
    }
  }
}
