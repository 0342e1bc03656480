import Martlet
import Testing

/// Jacobians, Hessians, products with vectors, gradient checks, anomaly detection.
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

  @Test func jacobiansOfEveryShape() {
    #expect(Autograd.jacobian({ $0.square().sum() }, x).equal(x * 2))
    #expect(Autograd.jacobian({ _ in Tensor.ones([2], dtype: .float64) }, x).equal(Tensor.zeros([2, 3], dtype: .float64)))
    #expect(Autograd.jacobian({ $0.view(3, 1) * $0 }, x).shape == [3, 3, 3])
    #expect(Autograd.hessian({ $0[0] * 2 }, x).equal(Tensor.zeros([3, 3], dtype: .float64)))  // a linear function
  }

  /// The Jacobian itself can be differentiated: of x³ it is diag(3x²), whose sum has the gradient 6x.
  @Test func aJacobianThatIsRecorded() {
    let x = x.detach().requiresGrad_()
    let j = Autograd.jacobian({ $0.pow(3) }, x, createGraph: true)
    #expect(grad(of: [j.sum()], wrt: [x])[0].allClose(x.detach() * 6))
    #expect(!Autograd.jacobian({ $0.pow(3) }, x).requiresGrad)
  }

  @Test func productsOfConstantAndLinearFunctions() {
    let v = Tensor([1.0, 0, 2], dtype: .float64)
    #expect(Autograd.jvp({ _ in Tensor(5.0, dtype: .float64) }, x, v).jvp.item() == 0)
    #expect(Autograd.jvp({ $0 * 3 }, x, v).jvp.equal(v * 3))
    let (output, product) = Autograd.vjp({ ($0 * 2).sum() }, x)
    #expect(output.item() == 12 && product.toArray(Double.self) == [2, 2, 2] && !output.requiresGrad)
  }

  /// √ at 0 has an infinite derivative; times 0 it is NaN.
  @Test func detectAnomalyNamesTheOp() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Autograd.detectAnomaly {
        let x = Tensor([0.0, 1], requiresGrad: true)
        (x.sqrt() * 0).sum().backward()
      }
    }
    #expect(result?.message.contains("SqrtBackward0 gave a gradient of shape [2] that contains NaN") == true)
  }

  /// Outside the closure nothing is looked for, and inside only NaN counts, not infinity.
  @Test func detectAnomalyLetsTheRestPass() throws {
    let x = Tensor([0.0, 1], requiresGrad: true)
    (x.sqrt() * 0).sum().backward()
    #expect(try #require(x.grad)[0].item().isNaN)
    x.grad = nil
    Autograd.detectAnomaly { x.sqrt().sum().backward() }
    #expect(try #require(x.grad)[0].item() == .infinity)
  }
}
