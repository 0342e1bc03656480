import Martlet

/// Layers that rearrange or resample.
func addShapeModules(_ t: inout ModuleTable) {
  t.layer("nn.Identity(*args)") { _ in Identity() }
  t.layer("nn.Flatten(start_dim, end_dim)") { Flatten(startDim: $0.int("start_dim", 1), endDim: $0.int("end_dim", -1)) }
  t.layer("nn.Unflatten(dim, unflattened_size)") { Unflatten($0.int("dim"), $0.ints("unflattened_size")) }
  t.layer("nn.Unfold(kernel_size, dilation, padding, stride)") {
    Unfold(
      kernelSize: $0.ints("kernel_size"), dilation: $0.ints("dilation", [1]), padding: $0.ints("padding", [0]), stride: $0.ints("stride", [1]))
  }
  t.layer("nn.Fold(output_size, kernel_size, dilation, padding, stride)") {
    Fold(
      outputSize: $0.ints("output_size"), kernelSize: $0.ints("kernel_size"), dilation: $0.ints("dilation", [1]),
      padding: $0.ints("padding", [0]), stride: $0.ints("stride", [1]))
  }
  t.layer("nn.Upsample(size, scale_factor, mode, align_corners, recompute_scale_factor)") {
    Upsample(
      size: $0.optionalInts("size"), scaleFactor: $0.optionalDoubles("scale_factor"), mode: interpolationMode($0),
      alignCorners: $0.optionalBool("align_corners"), recomputeScaleFactor: $0.optionalBool("recompute_scale_factor"))
  }
  t.layer("nn.UpsamplingNearest2d(size, scale_factor)") {
    UpsamplingNearest2d(size: $0.optionalInts("size"), scaleFactor: $0.optionalDoubles("scale_factor"))
  }
  t.layer("nn.UpsamplingBilinear2d(size, scale_factor)") {
    UpsamplingBilinear2d(size: $0.optionalInts("size"), scaleFactor: $0.optionalDoubles("scale_factor"))
  }
  t.layer("nn.PixelShuffle(upscale_factor)") { PixelShuffle($0.int("upscale_factor")) }
  t.layer("nn.PixelUnshuffle(downscale_factor)") { PixelUnshuffle($0.int("downscale_factor")) }
  t.layer("nn.ChannelShuffle(groups)") { ChannelShuffle($0.int("groups")) }
}
