import Foundation
import Martlet
import Testing

/// ln |Γ| and ψ of float32, beside the C library and double precision. About the zeros left of 0, whose place float32 does not hold, an
/// absolute 1e-9 is enough.
@Suite struct GammaTests {
  /// Positive and negative numbers of all sizes, close to the poles and to the zeros too.
  private let points: [Float] = {
    var x: [Float] = []
    for i in -4000..<4000 { x.append(Float(i) * 0.0071 + 0.00013) }
    for e in stride(from: Float(-37), to: 37, by: 0.37) { x += [pow(10, e), -pow(10, min(e, 6)) - 0.25] }
    for zero in [1, 2, 1.4616321, -0.5040830, -2.4570247, -2.7476827, -3.1435809, -3.9552943] as [Float] {
      for step in [0, 1e-6, -1e-6, 1e-4, -1e-4] as [Float] { x.append(zero + step) }
    }
    return x
  }()

  @Test func logarithmOfGamma() {
    let y = Tensor(points).lgamma().toArray(Double.self)
    for (x, v) in zip(points, y) {
      let exact: Double = Foundation.lgamma(Double(x)).0
      #expect(abs(v - exact) <= 1.2e-7 * abs(exact) + 1e-9 || Float(exact).isInfinite && v == .infinity, "lgamma(\(x)) is \(exact), got \(v)")
    }
  }

  @Test func digamma() {
    let x = Tensor(points), y = x.digamma().toArray(Double.self), exact = x.double().digamma().toArray(Double.self)
    for i in points.indices {
      #expect(abs(y[i] - exact[i]) <= 1.2e-7 * abs(exact[i]) + 1e-9 || y[i].isNaN && exact[i].isNaN, "digamma(\(points[i])) is \(exact[i]), got \(y[i])")
    }
  }

  @Test func edges() {
    let x = Tensor([0, -0.0, -1, -7, .infinity, -.infinity, .nan, Float.leastNonzeroMagnitude] as [Float])
    let l = x.lgamma().toArray(Double.self), d = x.digamma().toArray(Double.self)
    #expect(l[..<6].allSatisfy { $0 == .infinity } && l[6].isNaN && abs(l[7] - 103.27893) < 1e-4)
    #expect(d[0] == -.infinity && d[1] == .infinity && d[2].isNaN && d[3].isNaN && d[4] == .infinity && d[5].isNaN && d[6].isNaN && d[7] == -.infinity)
  }
}
