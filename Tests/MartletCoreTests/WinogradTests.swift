import Martlet
import MartletTestSupport
import Testing

/// Convolutions that are large enough for Winograd's method, beside the direct method in double precision.
@Suite(.serialized) struct WinogradTests {
  /// The output and the gradients of the input, weight and bias, in float64.
  private func passes(_ x: Tensor, _ w: Tensor, _ b: Tensor, _ dtype: DType) -> [Tensor] {
    let inputs = [x, w, b].map { $0.to(dtype).detach().requiresGrad_() }
    let y = F.conv2d(inputs[0], inputs[1], inputs[2], padding: 1)
    (y * y).sum().backward()
    return ([y.detach()] + inputs.map { $0.grad! }).map { $0.to(.float64) }
  }

  /// Batch, channels in and out, height, width: with whole tiles, and with cut ones at the edges.
  @Test(arguments: [[4, 64, 64, 32, 32], [2, 32, 48, 30, 37], [6, 64, 96, 13, 14], [1, 128, 64, 29, 31]])
  func agreesWithFloat64(_ s: [Int]) {
    manualSeed(3)
    let x = Tensor.randn(s[0], s[1], s[3], s[4]), w = Tensor.randn(s[2], s[1], 3, 3) / 24, b = Tensor.randn(s[2])
    let exact = passes(x, w, b, .float64), fast = passes(x, w, b, .float32)
    for (name, (a, e)) in zip(["y", "dx", "dw", "db"], zip(fast, exact)) {
      let scale = e.pow(2).mean().sqrt()
      #expect(((a - e).abs().max() / scale).item() < 1e-4, "\(name) of \(s)")
      #expect(((a - e).pow(2).mean().sqrt() / scale).item() < 5e-6, "\(name) of \(s)")
    }
  }

  @Test func canBeForbidden() {
    manualSeed(4)
    let x = Tensor.randn(4, 64, 32, 32), w = Tensor.randn(64, 64, 3, 3) / 24
    let exact = F.conv2d(x.to(.float64), w.to(.float64), padding: 1)
    func error() -> Double { (F.conv2d(x, w, padding: 1).to(.float64) - exact).pow(2).mean().sqrt().item() }
    Backends.allowWinograd = false
    defer { Backends.allowWinograd = true }
    let direct = error()
    #expect(direct < 5e-7)
    Backends.allowWinograd = true
    #expect(error() < 2e-5)
  }
}
