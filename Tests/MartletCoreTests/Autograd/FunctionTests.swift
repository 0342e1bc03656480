import Martlet
import MartletTestSupport
import Testing

/// Ops with a derivative of their own.
@Suite struct FunctionTests {
  enum Cube: Function {
    static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor] {
      ctx.save(inputs[0])
      return [inputs[0].pow(3)]
    }
    static func backward(_ ctx: Context, _ gradOutputs: [Tensor]) -> [Tensor?] {
      [gradOutputs[0] * ctx.saved[0].square() * 3]
    }
  }

  enum SinCos: Function {
    static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor] {
      let s = inputs[0].sin(), c = inputs[0].cos()
      ctx.save(s, c)
      return [s, c]
    }
    static func backward(_ ctx: Context, _ gradOutputs: [Tensor]) -> [Tensor?] {
      let s = ctx.saved[0], c = ctx.saved[1]
      return [gradOutputs[0] * c - gradOutputs[1] * s]
    }
  }

  /// x · k, with k passed on beside the tensors, and the product's second gradient only when somebody wants it.
  enum Scale: Function {
    static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor] {
      ctx.values["wanted"] = ctx.needsInputGrad
      ctx.save(inputs[0], inputs[1])
      return [inputs[0] * inputs[1]]
    }
    static func backward(_ ctx: Context, _ gradOutputs: [Tensor]) -> [Tensor?] {
      let needs = ctx.needsInputGrad
      return [needs[0] ? gradOutputs[0] * ctx.saved[1] : nil, needs[1] ? gradOutputs[0] * ctx.saved[0] : nil]
    }
  }

  @Test func usesItsOwnDerivative() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let y = Cube.apply(x)
    #expect(y.toArray(Double.self) == [1, 8] && y.requiresGrad)
    y.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([3.0, 12])))
  }

  @Test func severalOutputsOfWhichSomeAreUsed() throws {
    let x = Tensor([0.3, 1.1], dtype: .float64, requiresGrad: true)
    let both = SinCos.applyMany(x)
    (both[0] * 2 + both[1]).sum().backward()
    let plain = x.detach()
    #expect(try #require(x.grad).allClose(plain.cos() * 2 - plain.sin()))
    x.grad = nil
    SinCos.applyMany(x)[1].sum().backward()
    #expect(try #require(x.grad).allClose(-plain.sin()))
  }

  @Test func knowsWhichGradientsAreWanted() throws {
    let x = Tensor([2.0], requiresGrad: true), k = Tensor([5.0])
    Scale.apply(x, k).sum().backward()
    #expect(try #require(x.grad).item() == 5 && k.grad == nil)
    #expect(!Scale.apply(k, k).requiresGrad)
    #expect(!noGrad { Scale.apply(x, k) }.requiresGrad)
  }

  @Test func gradientsOfGradients() {
    for layout in Layout.allCases {
      let table = GradientTable.build { t in
        t.unary("cube") { Cube.apply($0) }
        t.outputs("sin and cos", [[2, 3]]) { SinCos.applyMany($0[0]) }
        t.binary("scale", [2, 3], [2, 3]) { Scale.apply($0, $1) }
      }
      for c in table {
        #expect(c.firstOrderError(layout) == nil)
        #expect(c.secondOrderError(layout) == nil)
      }
    }
  }

  @Test func whatItSavesIsGuarded() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tensor([1.0], requiresGrad: true)
      let h = x * 2
      let y = Cube.apply(h)
      h.add_(1)
      y.sum().backward()
    }
    #expect(result?.message.contains("changed by an in-place operation") == true)
  }

  enum WrongShape: Function {
    static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor] { [inputs[0] * 2] }
    static func backward(_ ctx: Context, _ gradOutputs: [Tensor]) -> [Tensor?] { [gradOutputs[0].sum()] }
  }

  @Test func aGradientOfTheWrongShapeIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      WrongShape.apply(Tensor([1.0, 2], requiresGrad: true)).sum().backward()
    }
    #expect(result?.message.contains("gradient of shape [] for input 0 of shape [2]") == true)
  }
}
