import Martlet
import Testing

/// Jacobians, Hessians, products with vectors, gradient checks, checkpointing.
@Suite struct ToolsTests {
  private let x = Tensor([1.0, 2.0, 3.0], dtype: .float64)

  @Test func jacobianOfAMatrixProduct() {
    let a = Tensor([[1.0, 2, 3], [4, 5, 6]], dtype: .float64)
    #expect(Autograd.jacobian({ a.matmul($0) }, x).equal(a))  // d(Ax)/dx = A
  }

  @Test func hessianOfACubic() {
    // f = Σ x³: the Hessian is diag(6x).
    let h = Autograd.hessian({ $0.pow(3).sum() }, x)
    #expect(h.allClose(Tensor([[6.0, 0, 0], [0, 12, 0], [0, 0, 18]], dtype: .float64)))
  }

  @Test func productsWithVectors() {
    let a = Tensor([[1.0, 2, 3], [4, 5, 6]], dtype: .float64)
    let f = { (x: Tensor) in a.matmul(x * x) }  // J = A diag(2x)
    let v = Tensor([1.0, -1], dtype: .float64), u = Tensor([1.0, 0, 2], dtype: .float64)
    #expect(Autograd.vjp(f, x, v).vjp.allClose(Tensor([-6.0, -12, -18], dtype: .float64)))
    #expect(Autograd.jvp(f, x, u).jvp.allClose(Tensor([38.0, 80], dtype: .float64)))
  }

  @Test func gradcheckTellsRightFromWrong() {
    enum Halved: Function {  // its derivative is half of what it should be
      static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor] {
        ctx.save(inputs[0])
        return [inputs[0] * inputs[0]]
      }
      static func backward(_ ctx: Context, _ g: [Tensor]) -> [Tensor?] { [g[0] * ctx.saved[0]] }
    }
    let input = Tensor([0.5, -1.5], dtype: .float64, requiresGrad: true)
    #expect(Autograd.gradcheck({ ($0[0] * $0[0]).exp() }, [input]))
    #expect(Autograd.gradgradcheck({ ($0[0] * $0[0]).exp() }, [input]))
    #expect(!Autograd.gradcheck({ Halved.apply($0[0]) }, [input], raiseException: false))
  }

  @Test func checkpointGivesTheSameGradients() {
    manualSeed(3)
    let block = Sequential(Linear(6, 8), ReLU(), Dropout(0.5), Linear(8, 4))
    let plain = Tensor.randn(5, 6, requiresGrad: true), recomputed = plain.detach().requiresGrad_()
    manualSeed(4)
    block(plain).square().sum().backward()
    let expected = block.parameters().map { $0.grad! }
    block.zeroGrad()
    manualSeed(4)
    checkpoint({ block($0) }, recomputed).square().sum().backward()
    #expect(plain.grad!.equal(recomputed.grad!))
    for (p, g) in zip(block.parameters(), expected) { #expect(p.grad!.equal(g)) }
  }
}
