import Martlet

/// Prints a number and stops unless it is the one expected.
func check(_ what: String, _ actual: Double, _ expected: Double, within tolerance: Double = 5e-5) {
  print("\(what): \(actual)")
  if !(abs(actual - expected) <= tolerance) { fatalError("\(what): expected \(expected), got \(actual)") }
}

/// Prints how far two tensors are apart and stops unless they are equal up to rounding.
func check(_ what: String, _ actual: Tensor, equals expected: Tensor, within tolerance: Double = 1e-5) {
  if actual.shape != expected.shape { fatalError("\(what): expected the shape \(expected.shape), got \(actual.shape)") }
  check("\(what), largest difference", (actual - expected).abs().max().item(), 0, within: tolerance)
}

/// Prints a shape and stops unless it is the one expected.
func check(_ what: String, _ x: Tensor, hasShape expected: [Int]) {
  print("\(what): \(x.shape)")
  if x.shape != expected { fatalError("\(what): expected the shape \(expected), got \(x.shape)") }
}
