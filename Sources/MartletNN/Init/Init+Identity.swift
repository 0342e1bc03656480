import MartletCore

extension Init {
  /// The identity: ones on the diagonal of a matrix. Stops for other numbers of dims.
  @discardableResult public static func eye_(_ w: Tensor) -> Tensor {
    require(w.ndim == 2, "Init.eye_", "expected a matrix, got shape \(w.shape)")
    return noGrad { w.copy_(Tensor.eye(w.size(0), w.size(1), dtype: w.dtype, device: w.device)) }
  }

  /// A convolution that hands its input on: in each group, output channel i has a 1 at the centre of its kernel for input channel i.
  ///
  /// For weights (O, C, k), (O, C, k, k′) or (O, C, k, k′, k″). Stops when O does not divide into `groups`.
  @discardableResult public static func dirac_(_ w: Tensor, groups: Int = 1) -> Tensor {
    require((3...5).contains(w.ndim), "Init.dirac_", "expected a convolution's weight of 3 to 5 dims, got shape \(w.shape)")
    require(groups > 0 && w.size(0) % groups == 0, "Init.dirac_", "\(w.size(0)) output channels do not divide into \(groups) groups")
    let perGroup = w.size(0) / groups
    return noGrad {
      w.zero_()
      var centre = w
      for d in (2..<w.ndim).reversed() { centre = centre.select(dim: d, index: w.size(d) / 2) }
      for g in 0..<groups { eye_(centre.narrow(dim: 0, start: g * perGroup, length: perGroup)) }
      return w
    }
  }
}
