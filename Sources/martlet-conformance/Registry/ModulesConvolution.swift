import Martlet

/// Convolutions and transposed convolutions.
func addConvolutionModules(_ t: inout ModuleTable) {
  let settings = "(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode)"
  t.layer("nn.Conv1d" + settings) { convolution($0, Conv1d.init) }
  t.layer("nn.Conv2d" + settings) { convolution($0, Conv2d.init) }
  t.layer("nn.Conv3d" + settings) { convolution($0, Conv3d.init) }
  let transposedSettings = "(in_channels, out_channels, kernel_size, stride, padding, output_padding, groups, bias, dilation)"
  t.layer("nn.ConvTranspose1d" + transposedSettings) { transposed($0, ConvTranspose1d.init) }
  t.layer("nn.ConvTranspose2d" + transposedSettings) { transposed($0, ConvTranspose2d.init) }
  t.layer("nn.ConvTranspose3d" + transposedSettings) { transposed($0, ConvTranspose3d.init) }
}

private func convolution<M>(
  _ a: Call, _ make: (Int, Int, [Int], [Int], Padding, [Int], Int, Bool, PaddingMode, DType?, Device) -> M
) -> M {
  let mode = a.choice("padding_mode", ["zeros": .zeros, "reflect": .reflect, "replicate": .replicate, "circular": .circular]) ?? PaddingMode.zeros
  return make(
    a.int("in_channels"), a.int("out_channels"), a.ints("kernel_size"), a.ints("stride", [1]), a.convolutionPadding("padding"),
    a.ints("dilation", [1]), a.int("groups", 1), a.bool("bias", true), mode, nil, .cpu)
}

private func transposed<M>(
  _ a: Call, _ make: (Int, Int, [Int], [Int], [Int], [Int], Int, Bool, [Int], DType?, Device) -> M
) -> M {
  make(
    a.int("in_channels"), a.int("out_channels"), a.ints("kernel_size"), a.ints("stride", [1]), a.ints("padding", [0]),
    a.ints("output_padding", [0]), a.int("groups", 1), a.bool("bias", true), a.ints("dilation", [1]), nil, .cpu)
}
