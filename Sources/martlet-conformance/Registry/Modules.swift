import Martlet

func addModules(_ t: inout ModuleTable) {
  t.layer("nn.Sequential(*layers)") { Sequential($0.layers("layers")) }
  t.layer("nn.Linear(in_features, out_features, bias)") { Linear($0.int("in_features"), $0.int("out_features"), bias: $0.bool("bias", true)) }
  t.layer("nn.MaxPool2d(kernel_size, stride, padding, dilation, return_indices, ceil_mode)") {
    $0.supports("return_indices", only: false)
    return MaxPool2d(
      $0.ints("kernel_size"), stride: $0.ints("stride", []), padding: $0.ints("padding", [0]), dilation: $0.ints("dilation", [1]),
      ceilMode: $0.bool("ceil_mode"))
  }
  t.layer("nn.AvgPool2d(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)") {
    AvgPool2d(
      $0.ints("kernel_size"), stride: $0.ints("stride", []), padding: $0.ints("padding", [0]), ceilMode: $0.bool("ceil_mode"),
      countIncludePad: $0.bool("count_include_pad", true), divisorOverride: $0.optionalInt("divisor_override"))
  }
  t.layer("nn.AdaptiveAvgPool2d(output_size)") { AdaptiveAvgPool2d($0.ints("output_size")) }
  t.layer("nn.Flatten(start_dim, end_dim)") { Flatten(startDim: $0.int("start_dim", 1), endDim: $0.int("end_dim", -1)) }
  t.layer("nn.ReLU(inplace)") { ReLU(inplace: $0.bool("inplace")) }
  t.layer("nn.Dropout(p)") { Dropout($0.double("p", 0.5)) }
  t.layer("nn.BatchNorm2d(num_features, eps, momentum, affine, track_running_stats, bias)") {
    $0.supports("bias", only: true)
    return BatchNorm2d(
      $0.int("num_features"), eps: $0.double("eps", 1e-5), momentum: $0.has("momentum") ? $0.optionalDouble("momentum") : 0.1,
      affine: $0.bool("affine", true), trackRunningStats: $0.bool("track_running_stats", true))
  }
  t.loss("nn.CrossEntropyLoss(weight, size_average, ignore_index, reduce, reduction, label_smoothing)") {
    CrossEntropyLoss(
      weight: $0.optionalTensor("weight"), ignoreIndex: $0.int("ignore_index", -100), reduction: reduction($0),
      labelSmoothing: $0.double("label_smoothing", 0))
  }
  t.loss("nn.NLLLoss(weight, size_average, ignore_index, reduce, reduction)") {
    NLLLoss(weight: $0.optionalTensor("weight"), ignoreIndex: $0.int("ignore_index", -100), reduction: reduction($0))
  }
  t.loss("nn.MSELoss(size_average, reduce, reduction)") { MSELoss(reduction: reduction($0)) }
}
