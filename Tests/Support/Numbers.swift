import Martlet

/// Numbers that look random and are the same on every machine: a hash of their position, uniform in `range`.
public func numbers(_ count: Int, seed: Int, in range: ClosedRange<Double> = -2...2) -> [Double] {
  (0..<count).map { i in
    // SplitMix64's finaliser.
    var z = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(i + 1) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return range.lowerBound + (range.upperBound - range.lowerBound) * Double(z >> 11) * 0x1p-53
  }
}

/// A tensor of such numbers.
public func sample(_ shape: Int..., seed: Int = 0, in range: ClosedRange<Double> = -2...2, dtype: DType = .float32) -> Tensor {
  Tensor(numbers(shape.reduce(1, *), seed: seed, in: range), shape: shape, dtype: dtype)
}

/// Why `actual` is not `expected` within `rtol` and `atol`, or nil; NaN equals NaN.
public func difference(
  _ actual: [Double], _ expected: [Double], rtol: Double = 1e-5, atol: Double = 1e-7
) -> String? {
  if actual.count != expected.count { return "\(actual.count) numbers, expected \(expected.count)" }
  for (i, (a, e)) in zip(actual, expected).enumerated() {
    if a == e || (a.isNaN && e.isNaN) { continue }
    if !(abs(a - e) <= atol + rtol * abs(e)) { return "number \(i) is \(a), expected \(e)" }
  }
  return nil
}

/// The same for the elements of a tensor.
public func difference(
  _ actual: Tensor, _ expected: [Double], rtol: Double = 1e-5, atol: Double = 1e-7
) -> String? { difference(actual.toArray(Double.self), expected, rtol: rtol, atol: atol) }
