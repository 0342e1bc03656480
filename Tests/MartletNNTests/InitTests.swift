import Martlet
import MartletTestSupport
import Testing

/// Initialisers: PyTorch's numbers from its own stream, and the properties of those that promise one.
@Suite struct InitTests {
  /// `torch.manual_seed(7); w = torch.empty(4, 3)`, then the initialiser of the same name.
  @Test func drawsPyTorchsNumbers() {
    func draw(_ shape: Int..., fill: (Tensor, Generator) -> Void) -> Tensor {
      let w = Tensor.empty(shape)
      fill(w, Generator(seed: 7, kind: .torch))
      return w.flatten()[0..<6]
    }
    #expect(
      difference(
        draw(4, 3) { Init.xavierUniform_($0, generator: $1) }, [0.064664, -0.5577081, 0.2948028, 0.2905043, -0.4948294, -0.1387593]) == nil)
    #expect(
      difference(
        draw(4, 3) { Init.xavierNormal_($0, generator: $1) }, [-0.0784653, 0.4202102, 0.5060974, -0.5956419, 0.9037653, -0.4783056]) == nil)
    #expect(
      difference(
        draw(4, 3) { Init.kaimingUniform_($0, generator: $1) }, [0.0987759, -0.8519132, 0.4503187, 0.4437527, -0.7558644, -0.2119583]) == nil)
    #expect(
      difference(
        draw(4, 3) { Init.kaimingNormal_($0, generator: $1) }, [-0.1198577, 0.6418817, 0.7730766, -0.9098581, 1.3805244, -0.7306239]) == nil)
    #expect(
      difference(
        draw(4, 3) { Init.truncNormal_($0, generator: $1) }, [-0.1467951, 0.7861413, 0.9468216, -1.114344, 1.6907902, -0.8948279]) == nil)
    #expect(
      difference(
        draw(4, 3) { Init.orthogonal_($0, generator: $1) }, [-0.0714623, 0.3939888, 0.7793878, -0.5424817, 0.5227473, -0.5431827],
        atol: 1e-6) == nil)
    // `torch.empty(6, 5)`, `trunc_normal_(w, 0, 1, 3, 4)`: drawn by rejection.
    #expect(
      difference(
        draw(6, 5) { Init.truncNormal_($0, a: 3, b: 4, generator: $1) },
        [3.4413676, 3.2922528, 3.8259461, 3.1080883, 3.3304803, 3.5195768]) == nil)
  }

  @Test func orthogonalRowsOrColumns() {
    let tall = Init.orthogonal_(Tensor.empty(7, 4)), wide = Init.orthogonal_(Tensor.empty(3, 2, 4), gain: 2).view(3, 8)
    #expect(tall.t().matmul(tall).allClose(Tensor.eye(4), atol: 1e-6))
    #expect(wide.matmul(wide.t()).allClose(Tensor.eye(3) * 4, atol: 1e-5))
  }

  @Test func diracAndEyeHandTheInputOn() {
    let x = sample(2, 4, 5, 6, seed: 1), conv = Conv2d(4, 4, kernelSize: [3, 5], padding: .same, bias: false)
    Init.dirac_(conv.weight)
    #expect(conv(x).equal(x))
    let grouped = Conv2d(4, 4, kernelSize: 3, padding: 1, groups: 2, bias: false)
    Init.dirac_(grouped.weight, groups: 2)
    #expect(grouped(x).equal(x))
    let linear = Linear(6, 6, bias: false)
    Init.eye_(linear.weight)
    #expect(linear(x).equal(x) && linear.weight.isLeaf && linear.weight.requiresGrad)
  }

  @Test func sparseColumnsHaveTheirShareOfZeros() {
    let w = Init.sparse_(Tensor.empty(40, 30), sparsity: 0.26, std: 2)
    #expect((w .== 0).sum(dim: 0).equal(Tensor.full([30], 11)), "⌈0.26 · 40⌉ in each column")
    #expect(abs(w.maskedSelect(w .!= 0).std().item() - 2) < 0.2)
    #expect((w .!= 0).all(dim: 1).sum().item() < 10, "in rows of their own")
  }

  @Test func truncatedNormalStaysInside() {
    let w = Init.truncNormal_(Tensor.empty(50_000), mean: 1, std: 0.5, a: 0.5, b: 2)
    #expect(w.min().item() >= 0.5 && w.max().item() <= 2)
    // Mean of the truncated distribution: μ + σ (φ(α) − φ(β)) / (Φ(β) − Φ(α)) with α = −1, β = 2.
    #expect(abs(w.mean().item() - 1.1148) < 0.01)
    let far = Init.truncNormal_(Tensor.empty(50_000), a: 4, b: 5)
    // α = 4, β = 5: mean 4.2168.
    #expect(far.min().item() >= 4 && far.max().item() <= 5 && abs(far.mean().item() - 4.2168) < 0.01)
  }

  @Test func fansAndGains() {
    #expect(Init.calculateFanInAndFanOut(Tensor.empty(8, 3, 5, 2)) == (30, 80))
    #expect(Init.calculateGain(.selu) == 0.75 && Init.calculateGain(.relu) == 2.0.squareRoot() && Init.calculateGain(.conv2d) == 1)
  }
}
