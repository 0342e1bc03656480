import Martlet

/// Sliding windows, resampling and normalisation within a sample.
func addFunctionalImages(_ t: inout OpTable) {
  t.op("nn.functional.unfold(input, kernel_size, dilation, padding, stride)") {
    F.unfold(
      $0.x, kernelSize: $0.ints("kernel_size"), dilation: $0.ints("dilation", [1]), padding: $0.ints("padding", [0]),
      stride: $0.ints("stride", [1]))
  }
  t.op("nn.functional.fold(input, output_size, kernel_size, dilation, padding, stride)") {
    F.fold(
      $0.x, outputSize: $0.ints("output_size"), kernelSize: $0.ints("kernel_size"), dilation: $0.ints("dilation", [1]),
      padding: $0.ints("padding", [0]), stride: $0.ints("stride", [1]))
  }

  t.op("nn.functional.adaptive_max_pool1d(input, output_size, return_indices)") { a in
    a.bool("return_indices")
      ? both(F.adaptiveMaxPool1dWithIndices(a.x, a.ints("output_size"))) : [F.adaptiveMaxPool1d(a.x, a.ints("output_size"))]
  }
  t.op("nn.functional.adaptive_max_pool2d(input, output_size, return_indices)") { a in
    a.bool("return_indices")
      ? both(F.adaptiveMaxPool2dWithIndices(a.x, a.sizes("output_size"))) : [F.adaptiveMaxPool2d(a.x, a.sizes("output_size"))]
  }
  t.op("nn.functional.adaptive_max_pool3d(input, output_size, return_indices)") { a in
    a.bool("return_indices")
      ? both(F.adaptiveMaxPool3dWithIndices(a.x, a.sizes("output_size"))) : [F.adaptiveMaxPool3d(a.x, a.sizes("output_size"))]
  }
  t.op("nn.functional.max_unpool1d(input, indices, kernel_size, stride, padding, output_size)") { maxUnpool($0, F.maxUnpool1d) }
  t.op("nn.functional.max_unpool2d(input, indices, kernel_size, stride, padding, output_size)") { maxUnpool($0, F.maxUnpool2d) }
  t.op("nn.functional.max_unpool3d(input, indices, kernel_size, stride, padding, output_size)") { maxUnpool($0, F.maxUnpool3d) }
  t.op("nn.functional.lp_pool1d(input, norm_type, kernel_size, stride, ceil_mode)") {
    F.lpPool1d($0.x, $0.double("norm_type"), $0.int("kernel_size"), stride: $0.ints("stride", []), ceilMode: $0.bool("ceil_mode"))
  }
  t.op("nn.functional.lp_pool2d(input, norm_type, kernel_size, stride, ceil_mode)") {
    F.lpPool2d($0.x, $0.double("norm_type"), $0.ints("kernel_size"), stride: $0.ints("stride", []), ceilMode: $0.bool("ceil_mode"))
  }
  t.op("nn.functional.lp_pool3d(input, norm_type, kernel_size, stride, ceil_mode)") {
    F.lpPool3d($0.x, $0.double("norm_type"), $0.ints("kernel_size"), stride: $0.ints("stride", []), ceilMode: $0.bool("ceil_mode"))
  }

  t.op("nn.functional.interpolate(input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias)") { a in
    F.interpolate(
      a.x, size: a.optionalInts("size"), scaleFactor: a.optionalDoubles("scale_factor"), mode: interpolationMode(a),
      alignCorners: a.optionalBool("align_corners"), recomputeScaleFactor: a.optionalBool("recompute_scale_factor"),
      antialias: a.bool("antialias"))
  }
  t.op("nn.functional.upsample_nearest(input, size, scale_factor)") {
    F.upsampleNearest($0.x, size: $0.optionalInts("size"), scaleFactor: $0.optionalDoubles("scale_factor"))
  }
  t.op("nn.functional.upsample_bilinear(input, size, scale_factor)") {
    F.upsampleBilinear($0.x, size: $0.optionalInts("size"), scaleFactor: $0.optionalDoubles("scale_factor"))
  }
  t.op("nn.functional.grid_sample(input, grid, mode, padding_mode, align_corners)") {
    F.gridSample(
      $0.x, $0.y, mode: $0.choice("mode", ["bilinear": .bilinear, "nearest": .nearest, "bicubic": .bicubic]) ?? .bilinear,
      paddingMode: $0.choice("padding_mode", ["zeros": .zeros, "border": .border, "reflection": .reflection]) ?? .zeros,
      alignCorners: $0.bool("align_corners"))
  }
  t.op("nn.functional.affine_grid(theta, size, align_corners)") {
    F.affineGrid($0.x, size: $0.ints("size"), alignCorners: $0.bool("align_corners"))
  }

  t.op("nn.functional.group_norm(input, num_groups, weight, bias, eps)") {
    F.groupNorm(
      $0.x, $0.int("num_groups"), weight: $0.optionalTensor("weight"), bias: $0.optionalTensor("bias"), eps: $0.double("eps", 1e-5))
  }
  t.op("nn.functional.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)") {
    F.instanceNorm(
      $0.x, runningMean: $0.optionalTensor("running_mean"), runningVar: $0.optionalTensor("running_var"),
      weight: $0.optionalTensor("weight"), bias: $0.optionalTensor("bias"), useInputStats: $0.bool("use_input_stats", true),
      momentum: $0.double("momentum", 0.1), eps: $0.double("eps", 1e-5))
  }
  t.op("nn.functional.local_response_norm(input, size, alpha, beta, k)") {
    F.localResponseNorm(
      $0.x, $0.int("size"), alpha: $0.double("alpha", 1e-4), beta: $0.double("beta", 0.75), k: $0.double("k", 1))
  }
}

private func maxUnpool(_ a: Call, _ f: (Tensor, Tensor, [Int], [Int], [Int], [Int]?) -> Tensor) -> Tensor {
  f(a.x, a.y, a.ints("kernel_size"), a.ints("stride", []), a.ints("padding", [0]), a.optionalInts("output_size"))
}

func interpolationMode(_ a: Call) -> InterpolationMode {
  a.choice(
    "mode",
    [
      "nearest": .nearest, "nearest-exact": .nearestExact, "linear": .linear, "bilinear": .bilinear, "trilinear": .trilinear,
      "bicubic": .bicubic, "area": .area,
    ]) ?? .nearest
}

extension Call {
  /// A size for each dim, nil where the call gives None.
  func sizes(_ name: String) -> [Int?] {
    let parts = self[name]?.elements ?? []
    if !parts.contains(where: { if case .none = $0 { true } else { false } }) { return ints(name) }
    return parts.map { if case .int(let n) = $0 { n } else { nil } }
  }

  func optionalBool(_ name: String) -> Bool? { self[name] == nil ? nil : bool(name) }

  func optionalDoubles(_ name: String) -> [Double]? { self[name] == nil ? nil : numbers(name).map(\.double) }
}
