import Martlet
import Testing

/// Ops that run on a convolution's physical layout, against the same in float64, which is convolved in rows.
@Suite struct LayoutTests {
  /// How far apart results and gradients of `f` are in float32 and float64, relative to the largest element.
  private func deviation(_ shapes: [[Int]], _ f: ([Tensor]) -> Tensor) -> Double {
    let single = shapes.map { Tensor.randn($0, requiresGrad: true) }
    let double = single.map { $0.detach().to(.float64).requiresGrad_() }
    let (a, b) = (f(single), f(double))
    let g = Tensor.randn(a.shape)
    a.backward(gradient: g)
    b.backward(gradient: g.to(.float64))
    var worst = 0.0
    for (x, y) in [(a, b)] + zip(single, double).map({ ($0.grad!, $1.grad!) }) {
      let scale: Double = y.detach().abs().max().item()
      let apart: Double = (x.detach().to(.float64) - y.detach()).abs().max().item()
      worst = Swift.max(worst, apart / scale)
    }
    return worst
  }

  @Test(arguments: [16, 48, 10], [true, false])
  func batchNormBetweenConvolutions(channels: Int, training: Bool) {
    let error = deviation([[3, 16, 7, 9], [channels, 16, 3, 3], [channels], [channels], [16, channels, 1, 1]]) { t in
      let mean = Tensor.full([channels], 0.5, dtype: t[0].dtype), variance = Tensor.full([channels], 2.0, dtype: t[0].dtype)
      let h = F.conv2d(t[0], t[1], padding: 1)
      let n = F.batchNorm(h, runningMean: mean, runningVar: variance, weight: t[2], bias: t[3], training: training)
      return F.conv2d(F.silu(n) + h, t[4])
    }
    #expect(error < 1e-4)
  }

  @Test(arguments: [[4, 2, 1, 0], [3, 2, 1, 1], [2, 2, 0, 0], [5, 3, 2, 2], [5, 2, 4, 0], [1, 2, 0, 1]])
  func stridedTransposedConvolutions(sizes: [Int]) {
    let (kernel, stride, padding, extra) = (sizes[0], sizes[1], sizes[2], sizes[3])
    let maps = deviation([[2, 16, 9, 8], [16, 32, kernel, kernel], [32]]) {
      F.convTranspose2d($0[0], $0[1], $0[2], stride: stride, padding: padding, outputPadding: extra)
    }
    #expect(maps < 1e-4)
    let line = deviation([[2, 16, 70], [16, 16, kernel], [16]]) {
      F.convTranspose1d($0[0], $0[1], $0[2], stride: stride, padding: padding, outputPadding: extra)
    }
    #expect(line < 1e-4)
    let volume = deviation([[1, 16, 6, 5, 7], [16, 16, kernel, kernel, kernel], [16]]) {
      F.convTranspose3d($0[0], $0[1], $0[2], stride: stride, padding: padding, outputPadding: extra)
    }
    #expect(volume < 1e-4)
  }

  @Test(arguments: [5, 6, 12])
  func convolutionOfFewChannels(channels: Int) {
    let error = deviation([[4, channels, 14, 14], [16, channels, 5, 5], [16]]) { F.silu(F.conv2d($0[0], $0[1], $0[2])) }
    #expect(error < 1e-4)
  }
}
