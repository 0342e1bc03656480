import Martlet

func addPoolingModules(_ t: inout ModuleTable) {
  t.maxPool("nn.MaxPool1d") { MaxPool1d($0.kernelSize, stride: $0.stride, padding: $0.padding, dilation: $0.dilation, ceilMode: $0.ceilMode) }
  t.maxPool("nn.MaxPool2d") { MaxPool2d($0.kernelSize, stride: $0.stride, padding: $0.padding, dilation: $0.dilation, ceilMode: $0.ceilMode) }
  t.maxPool("nn.MaxPool3d") { MaxPool3d($0.kernelSize, stride: $0.stride, padding: $0.padding, dilation: $0.dilation, ceilMode: $0.ceilMode) }
  t.layer("nn.AvgPool1d(kernel_size, stride, padding, ceil_mode, count_include_pad)") {
    AvgPool1d(
      $0.kernelSize, stride: $0.stride, padding: $0.padding, ceilMode: $0.ceilMode, countIncludePad: $0.bool("count_include_pad", true))
  }
  t.layer("nn.AvgPool2d(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)") {
    AvgPool2d(
      $0.kernelSize, stride: $0.stride, padding: $0.padding, ceilMode: $0.ceilMode, countIncludePad: $0.bool("count_include_pad", true),
      divisorOverride: $0.optionalInt("divisor_override"))
  }
  t.layer("nn.AvgPool3d(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)") {
    AvgPool3d(
      $0.kernelSize, stride: $0.stride, padding: $0.padding, ceilMode: $0.ceilMode, countIncludePad: $0.bool("count_include_pad", true),
      divisorOverride: $0.optionalInt("divisor_override"))
  }
  t.layer("nn.LPPool1d(norm_type, kernel_size, stride, ceil_mode)") {
    LPPool1d($0.number("norm_type"), $0.kernelSize, stride: $0.stride, ceilMode: $0.ceilMode)
  }
  t.layer("nn.LPPool2d(norm_type, kernel_size, stride, ceil_mode)") {
    LPPool2d($0.number("norm_type"), $0.kernelSize, stride: $0.stride, ceilMode: $0.ceilMode)
  }
  t.layer("nn.LPPool3d(norm_type, kernel_size, stride, ceil_mode)") {
    LPPool3d($0.number("norm_type"), $0.kernelSize, stride: $0.stride, ceilMode: $0.ceilMode)
  }
  t.layer("nn.AdaptiveAvgPool1d(output_size)") { AdaptiveAvgPool1d($0.outputSize) }
  t.layer("nn.AdaptiveAvgPool2d(output_size)") { AdaptiveAvgPool2d($0.outputSize) }
  t.layer("nn.AdaptiveAvgPool3d(output_size)") { AdaptiveAvgPool3d($0.outputSize) }
  t.adaptiveMaxPool("nn.AdaptiveMaxPool1d") { AdaptiveMaxPool1d($0.outputSize) }
  t.adaptiveMaxPool("nn.AdaptiveMaxPool2d") { AdaptiveMaxPool2d($0.outputSize) }
  t.adaptiveMaxPool("nn.AdaptiveMaxPool3d") { AdaptiveMaxPool3d($0.outputSize) }
  t.maxUnpool("nn.MaxUnpool1d") { MaxUnpool1d($0.kernelSize, stride: $0.stride, padding: $0.padding) }
  t.maxUnpool("nn.MaxUnpool2d") { MaxUnpool2d($0.kernelSize, stride: $0.stride, padding: $0.padding) }
  t.maxUnpool("nn.MaxUnpool3d") { MaxUnpool3d($0.kernelSize, stride: $0.stride, padding: $0.padding) }
}

extension ModuleTable {
  fileprivate mutating func maxPool<M: MaxPoolNd>(_ name: String, _ make: @escaping @Sendable (Call) -> M) {
    withIndices("\(name)(kernel_size, stride, padding, dilation, return_indices, ceil_mode)", make) { $0.forwardWithIndices($1) }
  }

  fileprivate mutating func adaptiveMaxPool<M: AdaptiveMaxPoolNd>(_ name: String, _ make: @escaping @Sendable (Call) -> M) {
    withIndices("\(name)(output_size, return_indices)", make) { $0.forwardWithIndices($1) }
  }

  /// A layer whose flag `return_indices` is a method of its own in Martlet.
  private mutating func withIndices<M: Layer>(
    _ signature: String, _ make: @escaping @Sendable (Call) -> M, _ indexed: @escaping @Sendable (M, Tensor) -> (Tensor, Tensor)
  ) {
    module(signature, forward: "forward(input)") { call -> Module in
      let layer = make(call)
      return call.bool("return_indices") ? Indexed { both(indexed(layer, $0)) } : layer
    } run: { module, call in
      (module as? Indexed)?.run(call.x) ?? [(module as! M)(call.x)]
    }
  }

  fileprivate mutating func maxUnpool<M: MaxUnpoolNd>(_ name: String, _ make: @escaping @Sendable (Call) -> M) {
    module("\(name)(kernel_size, stride, padding)", forward: "forward(input, indices, output_size)", make) {
      $0($1.x, $1.y, outputSize: $1.optionalInts("output_size"))
    }
  }
}

/// Stands for a pooling with `return_indices=True`.
private final class Indexed: Module {
  let run: (Tensor) -> [Tensor]
  init(_ run: @escaping (Tensor) -> [Tensor]) { self.run = run }
}

extension Call {
  fileprivate var kernelSize: [Int] { ints("kernel_size") }
  fileprivate var stride: [Int] { ints("stride", []) }
  fileprivate var padding: [Int] { ints("padding", [0]) }
  fileprivate var dilation: [Int] { ints("dilation", [1]) }
  fileprivate var ceilMode: Bool { bool("ceil_mode") }
  /// An int, or a size for each dim, nil where the call gives None.
  fileprivate var outputSize: [Int?] { self["output_size"]?.elements == nil ? ints("output_size") : sizes("output_size") }
}
