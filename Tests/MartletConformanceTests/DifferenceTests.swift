import Martlet
import Testing

@testable import martlet_conformance

/// The rules by which a result is compared with the recorded one.
@Suite struct DifferenceTests {
  private let exact = Tolerance(rtol: 0, atol: 0)

  @Test func toleratesWhatTheCaseAllows() {
    let tolerance = Tolerance(rtol: 0.01, atol: 0.1)  // |a − e| ≤ 0.1 + 0.01 · |e|
    #expect(tolerance.accepts(101.09, 100) && !tolerance.accepts(101.2, 100))
    #expect(tolerance.accepts(.nan, .nan) && !tolerance.accepts(.nan, 1))
    #expect(tolerance.accepts(-.infinity, -.infinity) && !tolerance.accepts(.infinity, -.infinity) && !tolerance.accepts(1e300, .infinity))
    #expect(exact.accepts(-0.0, 0))
  }

  @Test func demandsDTypeAndShape() {
    #expect(difference(Tensor([1]), Tensor([1.0]), exact) == "dtype int64, expected float32")
    #expect(difference(Tensor([[1]]), Tensor([1]), exact) == "shape [1, 1], expected [1]")
    #expect(difference(Tensor([1, 2]), Tensor([7, 8]), exact, .shape) == nil)
    #expect(difference(Tensor([[1, 2], [3, 4]]), Tensor([[1, 2], [3, 5]]), exact) == "element [1, 1] is 4, expected 5 (1 of 4 differ)")
  }

  @Test func keepsAllBitsOfIntegers() {
    #expect(difference(Tensor([Int.max]), Tensor([Int.max - 1]), exact) != nil)
  }

  @Test func allowsSignsOfRowsAndColumns() {
    let a = Tensor([[1.0, 2.0], [3.0, 4.0]])
    #expect(difference(Tensor([[-1.0, -2.0], [3.0, 4.0]]), a, exact, .signRows) == nil)
    #expect(difference(Tensor([[-1.0, -2.0], [3.0, 4.0]]), a, exact, .signColumns) != nil)
    #expect(difference(Tensor([[-1.0, 2.0], [-3.0, 4.0]]), a, exact, .signColumns) == nil)
  }
}
