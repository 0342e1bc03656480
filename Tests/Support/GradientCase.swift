import Martlet

/// An op with what it is tried on: a line in a table of gradient checks.
public struct GradientCase: Sendable, CustomStringConvertible {
  public typealias Body = @Sendable ([Tensor]) -> [Tensor]
  public let name: String
  let shapes: [[Int]]
  let range: ClosedRange<Double>
  let body: Body

  public var description: String { name }
}

/// Collects cases: each op is a statement of its own, which the compiler checks by itself.
public final class GradientTable {
  public private(set) var cases: [GradientCase] = []

  public static func build(_ fill: (GradientTable) -> Void) -> [GradientCase] {
    let table = GradientTable()
    fill(table)
    return table.cases
  }

  /// An op of any number of tensors, of these shapes, with several outputs.
  public func outputs(
    _ name: String, _ shapes: [[Int]], in range: ClosedRange<Double> = -2...2, _ body: @escaping GradientCase.Body
  ) { cases.append(GradientCase(name: name, shapes: shapes, range: range, body: body)) }

  /// An op of one tensor.
  public func unary(
    _ name: String, _ shape: [Int] = [2, 3], in range: ClosedRange<Double> = -2...2,
    _ body: @escaping @Sendable (Tensor) -> Tensor
  ) { outputs(name, [shape], in: range) { [body($0[0])] } }

  /// An op of two tensors; by default the second one broadcasts.
  public func binary(
    _ name: String, _ a: [Int] = [2, 3], _ b: [Int] = [3], in range: ClosedRange<Double> = -2...2,
    _ body: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) { outputs(name, [a, b], in: range) { [body($0[0], $0[1])] } }

  /// An op of three tensors.
  public func ternary(
    _ name: String, _ a: [Int], _ b: [Int], _ c: [Int], in range: ClosedRange<Double> = -2...2,
    _ body: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor
  ) { outputs(name, [a, b, c], in: range) { [body($0[0], $0[1], $0[2])] } }
}
