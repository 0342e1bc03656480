import Martlet
import Testing

/// Broadcasting, and the dtype of a result.
@Suite struct PromotionTests {
  /// `torch.promote_types` for every pair, in the order of `DType.allCases`; from PyTorch.
  private static let table: [[DType]] = {
    let f = DType.float32, d = DType.float64, h = DType.float16, b = DType.bfloat16
    let c = DType.int8, u = DType.uint8, s = DType.int16, i = DType.int32, l = DType.int64, o = DType.bool
    return [
      [f, d, f, f, f, f, f, f, f, f],
      [d, d, d, d, d, d, d, d, d, d],
      [f, d, h, f, h, h, h, h, h, h],
      [f, d, f, b, b, b, b, b, b, b],
      [f, d, h, b, c, s, s, i, l, c],
      [f, d, h, b, s, u, s, i, l, u],
      [f, d, h, b, s, s, s, i, l, s],
      [f, d, h, b, i, i, i, i, l, i],
      [f, d, h, b, l, l, l, l, l, l],
      [f, d, h, b, c, u, s, i, l, o],
    ]
  }()

  @Test func everyPairOfTensors() {
    for (i, a) in DType.allCases.enumerated() {
      for (j, b) in DType.allCases.enumerated() {
        #expect(promoteTypes(a, b) == Self.table[i][j], "\(a) \(b)")
        #expect((Tensor.ones([2], dtype: a) * Tensor.ones([2], dtype: b)).dtype == Self.table[i][j], "\(a) * \(b)")
      }
    }
  }

  @Test func numbersStayWithinTheKind() {
    #expect((Tensor([1.0], dtype: .float16) * 2.5).dtype == .float16)
    #expect((Tensor([1], dtype: .int8) * 1000).dtype == .int8)
    #expect((Tensor([1], dtype: .int8) * 2.5).dtype == .float32)
    #expect((Tensor([true]) + 1).dtype == .int64 && (Tensor([true]) * 1.5).dtype == .float32)
    #expect((2 - Tensor([1], dtype: .uint8)).dtype == .uint8)
    #expect((Tensor([1.0], dtype: .bfloat16) + Float(1)).dtype == .bfloat16)
  }

  @Test func tensorsWithoutDimsWeighLess() {
    let number = Tensor(2.5, dtype: .float64), integer = Tensor(3)
    #expect((Tensor([1.0]) * number).dtype == .float32)
    #expect((Tensor([1], dtype: .int32) * number).dtype == .float64)
    #expect((Tensor([1], dtype: .int8) * integer).dtype == .int8)
    #expect((Tensor(1.0) * number).dtype == .float64)
    // A result of two numbers is a tensor like any other.
    #expect(resultDType(Tensor([1.0]), number * 1) == .float32)
  }

  @Test func divisionAndMeansOfIntegers() {
    #expect((Tensor([1, 2]) / Tensor([2, 2])).toArray(Double.self) == [0.5, 1])
    #expect((Tensor([1, 2]) / 2).dtype == .float32 && Tensor([7]).div(2, roundingMode: .floor).dtype == .int64)
    #expect(Tensor([1, 2], dtype: .int8).sum().dtype == .int64 && Tensor([true, true]).sum().item() == 2)
    #expect(Tensor([1, 4]).sqrt().dtype == .float32 && Tensor([1, 4]).abs().dtype == .int64)
  }

  @Test func pythonsRemainder() {
    let x = Tensor([7, -7, 7, -7]), y = Tensor([3, 3, -3, -3])
    #expect((x % y).toArray(Int.self) == [1, 2, -2, -1])
    #expect(x.fmod(y).toArray(Int.self) == [1, -1, 1, -1])
    #expect(x.floorDivide(y).toArray(Int.self) == [2, -3, -3, 2])
    #expect(x.div(y, roundingMode: .trunc).toArray(Int.self) == [2, -2, -2, 2])
    #expect((Tensor([5.5, -5.5]) % 2).toArray(Double.self) == [1.5, 0.5])
    #expect((10 % Tensor([3, 4])).toArray(Int.self) == [1, 2])
  }

  @Test func integersWrapAround() {
    #expect((Tensor([200], dtype: .uint8) + Tensor([100], dtype: .uint8)).item() == 44)
    #expect((-Tensor([-128], dtype: .int8)).item() == -128)
  }

  @Test func shapesBroadcastFromTheRight() {
    let column = Tensor([[1.0], [2]]), row = Tensor([10.0, 20, 30])
    #expect((column + row).toArray(Double.self) == [11, 21, 31, 12, 22, 32])
    #expect((Tensor.zeros(4, 1, 3) + Tensor.zeros(2, 1)).shape == [4, 2, 3])
    #expect((Tensor.zeros(3, 1) * Tensor.zeros(1, 0)).shape == [3, 0])
    #expect((Tensor(1.0) + Tensor.zeros(2)).shape == [2] && (Tensor(1.0) + Tensor(1.0)).shape == [])
    #expect((row.expand(2, 3) + column.expand(2, 3)).equal(column + row))
  }

  @Test func comparisonsAndLogic() {
    let x = Tensor([1, 2, 3])
    #expect((x .> 1).toArray(Bool.self) == [false, true, true] && (2 .> x).toArray(Bool.self) == [true, false, false])
    #expect((x .== Tensor([1.0, 0, 3])).toArray(Bool.self) == [true, false, true])
    #expect(((x .> 1) .& (x .< 3)).toArray(Bool.self) == [false, true, false])
    #expect(((x .!= 2) .^ (x .>= 3)).toArray(Bool.self) == [true, false, false])
    #expect((.!(x .<= 1)).toArray(Bool.self) == [false, true, true] && (.!x).toArray(Int.self) == [-2, -3, -4])
    #expect((x .| 4).toArray(Int.self) == [5, 6, 7])
    #expect(x.equal(Tensor([1, 2, 3])) && !x.equal(Tensor([[1, 2, 3]])) && !Tensor([Double.nan]).equal(Tensor([Double.nan])))
    #expect(Tensor([1.0, .nan]).allClose(Tensor([1.000001, .nan]), equalNan: true))
  }

  @Test func numbersNamesWorkForTensors() {
    let x = Tensor([0.25, 1])
    #expect(exp(x).equal(x.exp()) && sqrt(x).equal(x.sqrt()) && max(x, 1 - x).toArray(Double.self) == [0.75, 1])
    #expect(pow(x, 2).equal(x.square()) && min(x, 1 - x).toArray(Double.self) == [0.25, 0])
    #expect(abs(-x).equal(x) && sin(x).equal(x.sin()) && log(x).equal(x.log()))
  }
}
