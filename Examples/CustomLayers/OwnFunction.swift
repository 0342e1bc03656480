import Martlet

/// The Legendre polynomial of degree 3, `½ (5x³ − 3x)`, with the derivative `3/2 (5x² − 1)` written by hand.
enum LegendrePolynomial3: Function {
  static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor] {
    let x = inputs[0]
    ctx.save(x)
    return [(x.pow(3) * 5 - x * 3) * 0.5]
  }

  static func backward(_ ctx: Context, _ gradOutputs: [Tensor]) -> [Tensor?] {
    let x = ctx.saved[0]
    return [gradOutputs[0] * (x.square() * 5 - 1) * 1.5]
  }
}

func showOwnFunction() {
  let x = Tensor([0.5, -1, 2], dtype: .float64, requiresGrad: true)
  let y: Tensor = LegendrePolynomial3.apply(x)
  check("P3", y.detach(), equals: Tensor([-0.4375, -1, 17], dtype: .float64))
  y.sum().backward()
  check("its derivative", x.grad!, equals: Tensor([0.375, 6, 28.5], dtype: .float64))
  let agrees = Autograd.gradcheck({ LegendrePolynomial3.apply($0[0]) }, [x])
  check("it agrees with finite differences", agrees ? 1 : 0, 1)
}
