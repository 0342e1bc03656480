import Martlet

/// Convolution, pooling and normalisation.
func addLayers(_ t: inout OpTable) {
  t.op("nn.functional.conv1d(input, weight, bias, stride, padding, dilation, groups)") { conv($0, F.conv1d) }
  t.op("nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups)") { conv($0, F.conv2d) }
  t.op("nn.functional.conv3d(input, weight, bias, stride, padding, dilation, groups)") { conv($0, F.conv3d) }
  t.op("nn.functional.conv_transpose1d(input, weight, bias, stride, padding, output_padding, groups, dilation)") { convTranspose($0, F.convTranspose1d) }
  t.op("nn.functional.conv_transpose2d(input, weight, bias, stride, padding, output_padding, groups, dilation)") { convTranspose($0, F.convTranspose2d) }
  t.op("nn.functional.conv_transpose3d(input, weight, bias, stride, padding, output_padding, groups, dilation)") { convTranspose($0, F.convTranspose3d) }

  t.op("nn.functional.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)") { maxPool($0, F.maxPool1d, F.maxPool1dWithIndices) }
  t.op("nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)") { maxPool($0, F.maxPool2d, F.maxPool2dWithIndices) }
  t.op("nn.functional.max_pool3d(input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)") { maxPool($0, F.maxPool3d, F.maxPool3dWithIndices) }
  t.op("nn.functional.avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad)") {
    F.avgPool1d(
      $0.x, $0.ints("kernel_size"), stride: $0.ints("stride", []), padding: $0.ints("padding", [0]), ceilMode: $0.bool("ceil_mode"),
      countIncludePad: $0.bool("count_include_pad", true))
  }
  t.op("nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)") { avgPool($0, F.avgPool2d) }
  t.op("nn.functional.avg_pool3d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)") { avgPool($0, F.avgPool3d) }
  t.op("nn.functional.adaptive_avg_pool1d(input, output_size)") { F.adaptiveAvgPool1d($0.x, $0.ints("output_size")) }
  t.op("nn.functional.adaptive_avg_pool2d(input, output_size)") { F.adaptiveAvgPool2d($0.x, $0.sizes("output_size")) }
  t.op("nn.functional.adaptive_avg_pool3d(input, output_size)") { F.adaptiveAvgPool3d($0.x, $0.sizes("output_size")) }

  t.op("nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)") {
    F.batchNorm(
      $0.x, runningMean: $0.optionalTensor("running_mean"), runningVar: $0.optionalTensor("running_var"),
      weight: $0.optionalTensor("weight"), bias: $0.optionalTensor("bias"), training: $0.bool("training"),
      momentum: $0.double("momentum", 0.1), eps: $0.double("eps", 1e-5))
  }
  t.op("nn.functional.layer_norm(input, normalized_shape, weight, bias, eps)") {
    F.layerNorm(
      $0.x, $0.ints("normalized_shape"), weight: $0.optionalTensor("weight"), bias: $0.optionalTensor("bias"), eps: $0.double("eps", 1e-5))
  }
  t.op("nn.functional.rms_norm(input, normalized_shape, weight, eps)") {
    F.rmsNorm($0.x, $0.ints("normalized_shape"), weight: $0.optionalTensor("weight"), eps: $0.optionalDouble("eps"))
  }
}

private func conv(_ a: Call, _ f: (Tensor, Tensor, Tensor?, [Int], Padding, [Int], Int) -> Tensor) -> Tensor {
  f(
    a.x, a.y, a.optionalTensor("bias"), a.ints("stride", [1]), a.convolutionPadding("padding"), a.ints("dilation", [1]), a.int("groups", 1))
}

private func convTranspose(_ a: Call, _ f: (Tensor, Tensor, Tensor?, [Int], [Int], [Int], Int, [Int]) -> Tensor) -> Tensor {
  f(
    a.x, a.y, a.optionalTensor("bias"), a.ints("stride", [1]), a.ints("padding", [0]), a.ints("output_padding", [0]), a.int("groups", 1),
    a.ints("dilation", [1]))
}

private func maxPool(
  _ a: Call, _ plain: (Tensor, [Int], [Int], [Int], [Int], Bool) -> Tensor,
  _ indexed: (Tensor, [Int], [Int], [Int], [Int], Bool) -> (output: Tensor, indices: Tensor)
) -> [Tensor] {
  let kernel = a.ints("kernel_size"), stride = a.ints("stride", []), padding = a.ints("padding", [0])
  let dilation = a.ints("dilation", [1]), ceilMode = a.bool("ceil_mode")
  if a.bool("return_indices") { return both(indexed(a.x, kernel, stride, padding, dilation, ceilMode)) }
  return [plain(a.x, kernel, stride, padding, dilation, ceilMode)]
}

private func avgPool(_ a: Call, _ f: (Tensor, [Int], [Int], [Int], Bool, Bool, Int?) -> Tensor) -> Tensor {
  f(
    a.x, a.ints("kernel_size"), a.ints("stride", []), a.ints("padding", [0]), a.bool("ceil_mode"), a.bool("count_include_pad", true),
    a.optionalInt("divisor_override"))
}
