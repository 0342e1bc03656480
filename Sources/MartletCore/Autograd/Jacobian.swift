extension Autograd {
  /// `f(x)` and the product vᵀ J of a vector of the output's shape with the Jacobian of f at x.
  public static func vjp(_ f: (Tensor) -> Tensor, _ x: Tensor, _ v: Tensor? = nil) -> (output: Tensor, vjp: Tensor) {
    let x = leaf(x)
    let y = enableGrad { f(x) }
    if let v {
      require(v.dims == y.dims, "vjp", "a vector of shape \(v.dims) does not fit an output of shape \(y.dims)")
    } else {
      require(y.numel == 1, "vjp", "an output of shape \(y.dims) needs a vector; only one element stands for 1 by itself")
    }
    let g = y.requiresGrad ? grad(of: [y], wrt: [x], gradOutputs: [v], allowUnused: true)[0] : Tensor.zerosLike(x)
    return (y.detach(), g)
  }

  /// `f(x)` and the product J v of the Jacobian of f at x with a vector of the input's shape.
  ///
  /// Two backward passes: vᵀJ is linear in v, and its derivative for v is J.
  public static func jvp(_ f: (Tensor) -> Tensor, _ x: Tensor, _ v: Tensor) -> (output: Tensor, jvp: Tensor) {
    require(v.dims == x.dims, "jvp", "a vector of shape \(v.dims) does not fit an input of shape \(x.dims)")
    let x = leaf(x)
    let y = enableGrad { f(x) }
    if !y.requiresGrad { return (y, Tensor.zerosLike(y)) }
    let u = Tensor.zerosLike(y, requiresGrad: true)
    let g = grad(of: [y], wrt: [x], gradOutputs: [u], createGraph: true, allowUnused: true)[0]
    let product = g.requiresGrad ? grad(of: [g], wrt: [u], gradOutputs: [v], allowUnused: true)[0] : Tensor.zerosLike(y)
    return (y.detach(), product)
  }

  /// All derivatives of the elements of `f(x)` for the elements of x, of shape `f(x).shape + x.shape`.
  public static func jacobian(_ f: (Tensor) -> Tensor, _ x: Tensor, createGraph: Bool = false) -> Tensor {
    let input = createGraph && x.requiresGrad ? x : leaf(x)
    let y = enableGrad { f(input) }
    let shape = y.shape + x.shape
    if !y.requiresGrad || y.numel == 0 { return Tensor(filled: Dims(shape), .int(0), y.dtype, y.device) }
    let rows = (0..<y.numel).map { i -> Tensor in
      let pick = Tensor(filled: Dims([y.numel]), .int(0), y.dtype, y.device)
      pick.setIndex([.integer(i)], .int(1))
      return grad(
        of: [y], wrt: [input], gradOutputs: [pick.view(y.shape)], retainGraph: true, createGraph: createGraph, allowUnused: true)[0]
    }
    return Tensor.stack(rows).view(shape)
  }

  /// All second derivatives of a function with one output, of shape `x.shape + x.shape`.
  public static func hessian(_ f: (Tensor) -> Tensor, _ x: Tensor, createGraph: Bool = false) -> Tensor {
    jacobian(
      { x in
        let y = f(x)
        require(y.numel == 1, "hessian", "the function must give one number, got shape \(y.dims)")
        return y.requiresGrad
          ? grad(of: [y], wrt: [x], createGraph: true, allowUnused: true)[0] : Tensor.zerosLike(x)
      }, x, createGraph: createGraph)
  }

  /// The same numbers as a new leaf that requires a gradient.
  private static func leaf(_ x: Tensor) -> Tensor { x.detach().requiresGrad_() }
}
