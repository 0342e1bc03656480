import Martlet
import Testing

/// Quotients and remainders of integers, which go through floating point where that is exact, beside Swift's own.
@Suite struct IntegerDivisionTests {
  private func floorQuotient(_ x: Int, _ y: Int) -> Int {
    let (q, r) = (x.dividedReportingOverflow(by: y).partialValue, y == -1 ? 0 : x % y)
    return r != 0 && (r < 0) != (y < 0) ? q - 1 : q
  }

  /// The low bits, as an element of the dtype.
  private func wrapped(_ x: Int, _ dtype: DType) -> Int {
    switch dtype {
    case .int8: return Int(Int8(truncatingIfNeeded: x))
    case .uint8: return Int(UInt8(truncatingIfNeeded: x))
    case .int16: return Int(Int16(truncatingIfNeeded: x))
    case .int32: return Int(Int32(truncatingIfNeeded: x))
    default: return x
    }
  }

  private func check(_ xs: [Int], _ ys: [Int], _ dtype: DType) {
    let x = Tensor(xs, dtype: dtype), y = Tensor(ys, dtype: dtype), pairs = zip(xs, ys)
    let floor = pairs.map { floorQuotient($0, $1) }, trunc = pairs.map { $0.dividedReportingOverflow(by: $1).partialValue }
    #expect(x.floorDivide(y).toArray(Int.self) == floor.map { wrapped($0, dtype) }, "\(dtype)")
    #expect(x.div(y, roundingMode: .trunc).toArray(Int.self) == trunc.map { wrapped($0, dtype) }, "\(dtype)")
    #expect(x.remainder(y).toArray(Int.self) == zip(pairs, floor).map { $0.0 &- $1 &* $0.1 }, "\(dtype)")
    #expect(x.fmod(y).toArray(Int.self) == zip(pairs, trunc).map { $0.0 &- $1 &* $0.1 }, "\(dtype)")
  }

  @Test(arguments: [(DType.int8, -128, 127), (.uint8, 0, 255), (.int16, -32768, 32767), (.int32, Int(Int32.min), Int(Int32.max)), (.int64, Int.min, Int.max)])
  func everySize(_ dtype: DType, _ low: Int, _ high: Int) {
    let steps = [1, 2, 3, 7, 10, 49, 97, 100, 127]
    let x = [low, low + 1, high, high - 1, 0, 1, 2, 5, 6, 7, 98, 99, 100] + (low < 0 ? [-1, -2, -7, -100] : [])
    let y = steps + (low < 0 ? [-1, -2, -3, -7, low] : []) + [high]
    check(x.flatMap { v in y.map { _ in v } }, x.flatMap { _ in y }, dtype)
  }

  /// About the bound up to which float64 holds all integers, and right below and above multiples.
  @Test func largeIntegers() {
    var xs: [Int] = [], ys: [Int] = []
    for bits in [30, 31, 52, 53, 54, 62] {
      for y in [1, 3, 7, 10, 1_000_003, 1 << 26, (1 << 31) - 1, (1 << 52) + 1] {
        let multiple = (1 << bits) / y * y
        for x in [multiple - 1, multiple, multiple + 1, (1 << bits) - 1, 1 << bits, (1 << bits) + 1] {
          for (s, t) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
            xs.append(s * x)
            ys.append(t * y)
          }
        }
      }
    }
    check(xs, ys, .int64)
    let small = xs.indices.filter { abs(xs[$0]) < 1 << 53 }  // whole blocks of them
    check(small.map { xs[$0] }, small.map { ys[$0] }, .int64)
  }
}
