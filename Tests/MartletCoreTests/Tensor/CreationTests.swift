import Martlet
import Testing

/// Tensors from numbers, and numbers from tensors.
@Suite struct CreationTests {
  @Test func literalsChooseTheDtype() {
    #expect(Tensor([1, 2]).dtype == .int64)
    #expect(Tensor([1.5, 2]).dtype == .float32)
    #expect(Tensor([true, false]).dtype == .bool)
    #expect(Tensor([UInt8(1)]).dtype == .uint8)
    #expect(Tensor([Float(1)]).dtype == .float32)
    #expect(Tensor(3).dtype == .int64 && Tensor(3.0).dtype == .float32 && Tensor(true).dtype == .bool)
    #expect(Tensor([1, 2], dtype: .float64).dtype == .float64)
  }

  @Test func literalsNest() {
    let x = Tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    #expect(x.shape == [2, 2, 2] && x.toArray(Int.self) == Array(1...8))
    #expect(Tensor([[Int]]()).shape == [0])
    #expect(Tensor([[Double](), []]).shape == [2, 0])
    #expect(Tensor([1.5, 2.5], shape: [2, 1]).shape == [2, 1])
  }

  @Test func factories() {
    #expect(Tensor.zeros(2, 3).equal(Tensor([[0.0, 0, 0], [0, 0, 0]])))
    #expect(Tensor.ones([2], dtype: .int32).toArray(Int.self) == [1, 1])
    #expect(Tensor.full([2, 2], 7).dtype == .int64 && Tensor.full([2], 7.5).dtype == .float32 && Tensor.full([1], true).dtype == .bool)
    #expect(Tensor.eye(2, 3).equal(Tensor([[1.0, 0, 0], [0, 1, 0]])))
    #expect(Tensor.empty(3, 0).shape == [3, 0])
    let x = Tensor([[1, 2]], dtype: .float64)
    for y in [Tensor.zerosLike(x), Tensor.onesLike(x), Tensor.fullLike(x, 3), Tensor.randLike(x), Tensor.randnLike(x), Tensor.emptyLike(x)] {
      #expect(y.shape == [1, 2] && y.dtype == .float64)
    }
    #expect(Tensor.ones(2, requiresGrad: true).requiresGrad)
  }

  @Test func ranges() {
    #expect(Tensor.arange(5).toArray(Int.self) == [0, 1, 2, 3, 4] && Tensor.arange(5).dtype == .int64)
    #expect(Tensor.arange(1, 10, step: 4).toArray(Int.self) == [1, 5, 9])
    #expect(Tensor.arange(3, -3, step: -2).toArray(Int.self) == [3, 1, -1])
    #expect(Tensor.arange(0.0, 1, step: 0.25).toArray(Double.self) == [0, 0.25, 0.5, 0.75])
    #expect(Tensor.arange(3.0).dtype == .float32 && Tensor.arange(0).numel == 0)
    #expect(Tensor.arange(4, dtype: .float64).dtype == .float64)
  }

  @Test func numbersComeBack() {
    #expect(Tensor(2.5).item() == 2.5 && Tensor([[7]]).item(as: Int.self) == 7)
    #expect(Tensor(Int.max).item(as: Int.self) == Int.max)
    #expect(Tensor([true]).item() == 1 && Tensor([1.0]).item(as: Bool.self))
    #expect(Tensor([1.9, -1.9]).toArray(Int.self) == [1, -1])
    #expect(Tensor([[1, 2], [3, 4]]).t().toArray(Float.self) == [1, 3, 2, 4])
    #expect(Tensor([0, 2]).toArray(Bool.self) == [false, true])
    #expect(Tensor([[1, 2], [3, 4]]).withUnsafeBytes { Array($0.bindMemory(to: Int.self)) } == [1, 2, 3, 4])
  }

  @Test func tolistNestsAsDeepAsTheTensor() {
    #expect(Tensor(2).tolist() as? Int == 2)
    #expect(Tensor(2.5).tolist() as? Double == 2.5)
    #expect(Tensor([true, false]).tolist() as? [Bool] == [true, false])
    #expect((Tensor([[1, 2], [3, 4]]).tolist() as? [Any])?.compactMap { $0 as? [Int] } == [[1, 2], [3, 4]])
    #expect((Tensor.zeros(0).tolist() as? [Double])?.isEmpty == true)
    #expect((Tensor.zeros(2, 0).tolist() as? [Any])?.count == 2)
  }

  /// The default dtype belongs to the whole process.
  @Test func theDefaultDtypeCanChange() async {
    await #expect(processExitsWith: .success) {
      setDefaultDType(.float64)
      #expect(Tensor(1.5).dtype == .float64 && Tensor.zeros(2).dtype == .float64 && Tensor([Float(1)]).dtype == .float32)
      #expect((Tensor([1, 2]) / 2).dtype == .float64)
      #expect("\(Tensor([1.5]))" == "tensor([1.5000])")
      #expect("\(Tensor([1.5], dtype: .float32))" == "tensor([1.5000], dtype=torch.float32)")
    }
  }
}
