import Martlet
import MartletFiles

/// Arguments that only modules and optimisers have.
extension Call {
  /// Nested modules that can stand in a `Sequential`.
  func layers(_ name: String) -> [any Layer] {
    (self[name]?.elements ?? []).map { arg in
      guard case .module(let description) = arg else { notWritable("\(name): \(arg.kind) is no module") }
      guard let layer = ModuleLine.build(description, pool).module as? any Layer else { notWritable("\(name): \(description.name) is no layer") }
      return layer
    }
  }

  /// The padding of a convolution: numbers, `same` or `valid`.
  func convolutionPadding(_ name: String) -> Padding {
    isString(name) ? choice(name, ["same": .same, "valid": .valid]) ?? .valid : ints(name, [0]).padding
  }

  func optionalPair(_ name: String) -> (Double, Double)? {
    guard has(name) else { return nil }
    let n = numbers(name)
    guard n.count == 2 else { notWritable("\(name): expected two numbers") }
    return (n[0].double, n[1].double)
  }
  func pair(_ name: String, _ otherwise: (Double, Double)) -> (Double, Double) { optionalPair(name) ?? otherwise }
}

extension Arg {
  /// From plain JSON, as the optimisers' options are written.
  static func plain(_ json: JSON) throws -> Arg {
    switch json {
    case .null: .none
    case .bool(let b): .bool(b)
    case .int(let n): .int(n)
    case .double(let x): .float(x)
    case .string(let s): json.double.map { .float($0) } ?? .string(s)
    case .array(let a): .tuple(try a.map(Arg.plain))
    case .object: throw FormatError("an option is an object")
    }
  }
}
