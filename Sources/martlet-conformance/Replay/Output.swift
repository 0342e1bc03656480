import Martlet

/// One result of a call.
enum Output {
  case tensor(Tensor)
  case value(Arg)
}

/// What a line of the registry may return: tensors, arrays of them, and the plain values that the golden format knows.
protocol Outcome: SendableMetatype {
  var outputs: [Output] { get }
}

extension Tensor: Outcome {
  var outputs: [Output] { [.tensor(self)] }
}

extension Array: Outcome where Element: Outcome {
  var outputs: [Output] { flatMap(\.outputs) }
}

extension Optional: Outcome where Wrapped: Outcome {
  var outputs: [Output] { self?.outputs ?? [.value(.none)] }
}

extension Arg: Outcome {
  var outputs: [Output] { [.value(self)] }
}

extension Bool: Outcome {
  var outputs: [Output] { [.value(.bool(self))] }
}

extension DType: Outcome {
  var outputs: [Output] { [.value(.dtype(self))] }
}

/// Two results: Swift's tuples cannot conform to a protocol.
func both(_ pair: (Tensor, Tensor)) -> [Tensor] { [pair.0, pair.1] }
