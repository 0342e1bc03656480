import Martlet
import Testing

/// From one dtype to another.
@Suite struct ConversionTests {
  @Test(arguments: DType.allCases, DType.allCases)
  func smallNumbersSurviveEveryConversion(from: DType, to: DType) {
    let x = Tensor([0, 1], dtype: from).to(to)
    #expect(x.dtype == to && x.toArray(Int.self) == [0, 1])
  }

  @Test func rounding() {
    #expect(Tensor([1.7, -1.7, 0.2]).long().toArray(Int.self) == [1, -1, 0])
    #expect(Tensor([0.0, 0.1, -3]).bool().toArray(Bool.self) == [false, true, true])
    #expect(Tensor([300, -1]).to(.uint8).toArray(Int.self) == [44, 255])
    #expect(Tensor([200]).to(.int8).toArray(Int.self) == [-56])
    // Half to even: 2049 lies between 2048 and 2050 in float16; 257 between 256 and 258 in bfloat16.
    #expect(Tensor([2049.0, 2051, 1e6]).half().toArray(Double.self) == [2048, 2052, .infinity])
    #expect(Tensor([257.0, 259, 1e39]).bfloat16().toArray(Double.self) == [256, 260, .infinity])
    #expect(Tensor([6e-8, 2e-8], dtype: .float64).half().toArray(Double.self) == [0x1p-24, 0])
    #expect(Tensor([Double.nan]).half().isnan().item() == 1 && Tensor([Double.nan]).bfloat16().isnan().item() == 1)
  }

  @Test func integersKeepAllTheirBits() {
    let big = Int.max - 1
    #expect(Tensor([big]).toArray(Int.self) == [big] && Tensor([big])[0].item(as: Int.self) == big)
    #expect((Tensor([big]) + 1).toArray(Int.self) == [Int.max])
    #expect((Tensor([1 << 60]) .== ((1 << 60) + 1)).item() == 0)
  }

  @Test func sameDtypeIsTheSameTensor() {
    let x = Tensor([1.0])
    #expect(x.float() === x && x.to(.float32, copy: true) !== x && x.cpu() === x)
    #expect(x.to(Tensor([1], dtype: .float16)).dtype == .float16)
  }

  @Test func shortNames() {
    let x = Tensor([1.5])
    #expect([x.double(), x.half(), x.bfloat16(), x.long(), x.int(), x.short(), x.char(), x.byte(), x.bool()].map(\.dtype)
      == [.float64, .float16, .bfloat16, .int64, .int32, .int16, .int8, .uint8, .bool])
  }

  @Test func gradientsPassThrough() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let y = x.half().double() * 3
    #expect(y.dtype == .float64)
    y.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([3.0, 3])))
    #expect(!x.long().requiresGrad)
  }

  @Test func facts() {
    #expect(DType.allCases.map(\.itemSize) == [4, 8, 2, 2, 1, 1, 2, 4, 8, 1])
    #expect(DType.float32.description == "float32" && "\(DType.bool)" == "bool")
    #expect(DType.bfloat16.isFloatingPoint && !DType.bool.isInteger && DType.uint8.isInteger && !DType.uint8.isSigned)
    #expect(canCast(.int64, to: .float16) && !canCast(.float16, to: .int64) && !canCast(.int8, to: .bool))
  }
}
