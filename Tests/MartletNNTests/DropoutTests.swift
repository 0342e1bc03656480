import Martlet
import MartletTestSupport
import Testing

/// What is dropped, and what stays as it was.
@Suite struct DropoutTests {
  /// One number for each channel of y (N, C, …), which must be constant.
  private func channels(_ y: Tensor) -> [Double] {
    let flat = y.flatten(startDim: 2)
    #expect(flat.amax(dim: 2).equal(flat.amin(dim: 2)), "a channel is dropped as a whole")
    return flat[.all, .all, 0].toArray(Double.self)
  }

  @Test func wholeChannels() {
    let layers: [(any Layer, [Int])] = [(Dropout1d(0.25), [3]), (Dropout2d(0.25), [2, 2]), (Dropout3d(0.25), [1, 2, 2])]
    for (layer, space) in layers {
      let x = Tensor.ones([40, 200] + space)
      let kept = channels(layer(x)).filter { $0 != 0 }
      #expect(kept.allSatisfy { abs($0 - 1 / 0.75) < 1e-6 } && abs(Double(kept.count) / 8000 - 0.75) < 0.02, "\(layer)")
      layer.eval()
      #expect(layer(x) === x)
    }
  }

  @Test func alphaDropoutKeepsMeanAndVariance() {
    for layer in [AlphaDropout(0.3), FeatureAlphaDropout(0.3)] as [any Layer] {
      let x = Tensor.randn(100, 1000, generator: Generator(seed: 3))
      let y = layer(x)
      #expect(abs(y.mean().item()) < 0.02 && abs(y.std().item() - 1) < 0.02, "\(layer)")
      layer.eval()
      #expect(layer(x).equal(x))
    }
  }

  @Test func inPlaceChangesItsInput() throws {
    let w = Tensor.ones(1000, requiresGrad: true)
    let x = w * 1
    let layer = Dropout(0.5, inplace: true)
    let y = layer(x)
    #expect(y === x && Set(y.toArray(Double.self)) == [0, 2])
    y.sum().backward()
    #expect(try #require(w.grad).equal(y.detach()))
    layer.eval()
    #expect(layer(w) === w)
  }
}
