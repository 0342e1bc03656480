import Martlet
import MartletTestSupport
import Testing

/// Pooling with indices, its inverse, and pooling at random places.
@Suite struct PoolingTests {
  @Test func unpoolingUndoesPooling() {
    let x = sample(2, 3, 5, 6, seed: 8)
    let (y, indices) = MaxPool2d(2).forwardWithIndices(x)
    #expect(y.equal(MaxPool2d(2)(x)) && indices.dtype == .int64 && indices.shape == [2, 3, 2, 3])
    let back = MaxUnpool2d(2)(y, indices, outputSize: x.shape)
    #expect(back.shape == x.shape && MaxPool2d(2)(back.clamp(min: 0)).equal(y.clamp(min: 0)))
    #expect((back .!= 0).sum().item() == 36 && back.sum().allClose(y.sum(), rtol: 1e-5))
    #expect(MaxUnpool2d(2)(y, indices).shape == [2, 3, 4, 6])
  }

  @Test func hooksSeeEveryKindOfCall() {
    var calls: [[Int]] = []
    func count(_ module: Module) {
      module.registerForwardHookMany { _, inputs, outputs in
        calls.append([inputs.count, outputs.count])
        return nil
      }
    }
    let pool = MaxPool1d(2), unpool = MaxUnpool1d(2), bag = EmbeddingBag(3, 2, mode: .sum)
    [pool, unpool, bag].forEach(count)
    let (y, indices) = pool.forwardWithIndices(sample(1, 2, 4))
    _ = unpool(y, indices)
    _ = bag(Tensor([[0, 1]]))
    _ = bag(Tensor([0, 1]), Tensor([0]), perSampleWeights: Tensor([1.0, 2]))
    #expect(calls == [[1, 2], [2, 1], [1, 1], [3, 1]])
  }

  @Test func adaptivePoolingKeepsSizesThatAreNil() {
    let x = sample(1, 2, 4, 6)
    #expect(AdaptiveAvgPool2d([2, nil])(x).shape == [1, 2, 2, 6])
    #expect(AdaptiveMaxPool2d([nil, 3])(x).shape == [1, 2, 4, 3])
    #expect(AdaptiveMaxPool1d(3).forwardWithIndices(x[0]).indices.shape == [2, 4, 3])
  }

  /// Numbers by PyTorch: `F.fractional_max_pool2d_with_indices(x, 2, output_size=(3, 4), _random_samples=u)`, x (1, 2, 5, 7) = 37 i mod 71.
  @Test func fractionalPoolingOfGivenSamples() throws {
    let x = (Tensor.arange(70.0) * 37 % 71).view(1, 2, 5, 7)
    x.requiresGrad_()
    let u = Tensor([[[0.2, 0.7], [0.9, 0.1]]])
    let (y, indices) = F.fractionalMaxPool2dWithIndices(x, 2, outputSize: [3, 4], randomSamples: u)
    let expected: [Double] = [46, 49, 52, 55, 58, 61, 61, 64, 67, 70, 48, 51, 63, 66, 69, 60, 63, 66, 69, 47, 59, 62, 65, 68]
    #expect(y.shape == [1, 2, 3, 4] && y.toArray(Double.self) == expected)
    #expect(indices.toArray(Int.self) == [7, 9, 11, 13, 15, 17, 17, 19, 21, 23, 32, 34, 7, 9, 11, 5, 7, 9, 11, 20, 28, 30, 32, 34])
    y.sum().backward()
    let grad = try #require(x.grad)
    #expect(grad.sum().item() == 24 && (grad .!= 0).sum().item() == 20)
  }

  /// Numbers by PyTorch: the same with x (1, 1, 4, 5, 6) = 37 i mod 127, output_size=(2, 3, 4).
  @Test func fractionalPoolingOfVolumes() {
    let x = (Tensor.arange(120.0) * 37 % 127).view(1, 1, 4, 5, 6)
    let y = F.fractionalMaxPool3d(x, 2, outputSize: [2, 3, 4], randomSamples: Tensor([[[0.3, 0.6, 0.8]]]))
    let expected: [Double] = [
      99, 99, 111, 120, 125, 105, 109, 121, 126, 105, 110, 114, 123, 103, 107, 119, 124, 96, 108, 117, 97, 101, 101, 118,
    ]
    #expect(y.shape == [1, 1, 2, 3, 4] && y.toArray(Double.self) == expected)
  }

  @Test func fractionalPoolingDrawsPlaces() {
    let x = sample(3, 20, 20, seed: 2)
    let pool = FractionalMaxPool2d(3, outputRatio: [0.5, 0.75])
    let y = pool(x)
    #expect(y.shape == [3, 10, 15] && !y.equal(pool(x)))
    let (z, indices) = FractionalMaxPool3d(2, outputSize: 3).forwardWithIndices(sample(2, 1, 6, 6, 6))
    #expect(z.shape == [2, 1, 3, 3, 3] && indices.max().item() <= 215)
    #expect(FractionalMaxPool2d(20, outputSize: 1)(x).equal(x.amax(dim: [1, 2], keepDim: true)))
  }
}
