import Martlet
import Testing

/// What layers without parameters print: the texts are those of PyTorch 2.15.
@Suite struct LayerTextTests {
  private func check(_ module: Module, _ text: String) { #expect("\(module)" == text) }

  @Test func activations() {
    check(ReLU6(inplace: true), "ReLU6(inplace=True)")
    check(ELU(), "ELU(alpha=1.0)")
    check(ELU(2, inplace: true), "ELU(alpha=2, inplace=True)")
    check(CELU(0.5, inplace: true), "CELU(alpha=0.5, inplace=True)")
    check(GELU(), "GELU(approximate='none')")
    check(GELU(approximate: .tanh), "GELU(approximate='tanh')")
    check(PReLU(3, init: 0.1), "PReLU(num_parameters=3)")
    check(RReLU(), "RReLU(lower=0.125, upper=0.3333333333333333)")
    check(RReLU(0.1, 0.3, inplace: true), "RReLU(lower=0.1, upper=0.3, inplace=True)")
    check(LeakyReLU(), "LeakyReLU(negative_slope=0.01)")
    check(LeakyReLU(0.2, inplace: true), "LeakyReLU(negative_slope=0.2, inplace=True)")
    check(Threshold(0.1, 20), "Threshold(threshold=0.1, value=20)")
    check(Hardtanh(), "Hardtanh(min_val=-1.0, max_val=1.0)")
    check(Hardtanh(-2, 2.5, inplace: true), "Hardtanh(min_val=-2, max_val=2.5, inplace=True)")
    check(Hardsigmoid(inplace: true), "Hardsigmoid()")
    check(Hardswish(inplace: true), "Hardswish()")
    check(Hardshrink(0.3), "Hardshrink(0.3)")
    check(Softshrink(), "Softshrink(0.5)")
    check(Softplus(2, 10), "Softplus(beta=2, threshold=10)")
    check(LogSoftmax(dim: 1), "LogSoftmax(dim=1)")
    check(GLU(), "GLU(dim=-1)")
    check(Softmax2d(), "Softmax2d()")
  }

  @Test func pooling() {
    check(MaxPool1d(2), "MaxPool1d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)")
    check(
      MaxPool2d([2, 3], stride: 1, padding: 1, dilation: 2, ceilMode: true),
      "MaxPool2d(kernel_size=(2, 3), stride=1, padding=1, dilation=2, ceil_mode=True)")
    check(AvgPool1d(3, stride: 2, padding: 1, ceilMode: true), "AvgPool1d(kernel_size=(3,), stride=(2,), padding=(1,))")
    check(AvgPool3d(2), "AvgPool3d(kernel_size=2, stride=2, padding=0)")
    check(LPPool1d(2, 3), "LPPool1d(norm_type=2, kernel_size=3, stride=None, ceil_mode=False)")
    check(LPPool2d(1.5, [3, 2], stride: 2, ceilMode: true), "LPPool2d(norm_type=1.5, kernel_size=(3, 2), stride=2, ceil_mode=True)")
    check(AdaptiveAvgPool2d([3, nil]), "AdaptiveAvgPool2d(output_size=(3, None))")
    check(AdaptiveMaxPool3d(2), "AdaptiveMaxPool3d(output_size=2)")
    check(MaxUnpool1d(2), "MaxUnpool1d(kernel_size=(2,), stride=(2,), padding=(0,))")
    check(MaxUnpool3d(3, stride: 2, padding: 1), "MaxUnpool3d(kernel_size=(3, 3, 3), stride=(2, 2, 2), padding=(1, 1, 1))")
    check(FractionalMaxPool2d(3, outputRatio: 0.5), "FractionalMaxPool2d()")
  }

  @Test func padding() {
    check(ConstantPad1d(1, 3), "ConstantPad1d(padding=(1, 1), value=3)")
    check(ConstantPad2d([1, 0, 0, 1], 9.0), "ConstantPad2d(padding=(1, 0, 0, 1), value=9.0)")
    check(ZeroPad2d([1, 2, 3, 4]), "ZeroPad2d((1, 2, 3, 4))")
    check(ReflectionPad3d(1), "ReflectionPad3d((1, 1, 1, 1, 1, 1))")
    check(ReplicationPad1d(1), "ReplicationPad1d((1, 1))")
    check(CircularPad2d(1), "CircularPad2d((1, 1, 1, 1))")
  }

  @Test func shapes() {
    check(Unflatten(1, [2, 3]), "Unflatten(dim=1, unflattened_size=(2, 3))")
    check(
      Fold(outputSize: [4, 5], kernelSize: 2, padding: 1, stride: 2),
      "Fold(output_size=(4, 5), kernel_size=2, dilation=1, padding=1, stride=2)")
    check(Unfold(kernelSize: [2, 3], dilation: 2), "Unfold(kernel_size=(2, 3), dilation=2, padding=0, stride=1)")
    check(Upsample(size: [3, 4], mode: .bilinear, alignCorners: true), "Upsample(size=(3, 4), mode='bilinear')")
    check(Upsample(scaleFactor: [2, 3.5], mode: .nearestExact), "Upsample(scale_factor=(2.0, 3.5), mode='nearest-exact')")
    check(UpsamplingNearest2d(scaleFactor: 2), "UpsamplingNearest2d(scale_factor=2.0, mode='nearest')")
    check(UpsamplingBilinear2d(size: 5), "UpsamplingBilinear2d(size=5, mode='bilinear')")
    check(PixelShuffle(2), "PixelShuffle(upscale_factor=2)")
    check(PixelUnshuffle(3), "PixelUnshuffle(downscale_factor=3)")
    check(ChannelShuffle(2), "ChannelShuffle(groups=2)")
  }

  @Test func dropout() {
    check(Dropout(0), "Dropout(p=0, inplace=False)")
    check(Dropout1d(0.2, inplace: true), "Dropout1d(p=0.2, inplace=True)")
    check(FeatureAlphaDropout(), "FeatureAlphaDropout(p=0.5, inplace=False)")
  }

  @Test func tables() {
    check(
      Embedding(10, 3, paddingIdx: -1, maxNorm: 1, normType: 1, scaleGradByFreq: true, sparse: true),
      "Embedding(10, 3, padding_idx=9, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True, sparse=True)")
    check(
      EmbeddingBag(10, 3, maxNorm: 1.5, normType: 3, mode: .max, paddingIdx: 0),
      "EmbeddingBag(10, 3, max_norm=1.5, norm_type=3.0, mode='max', padding_idx=0)")
    check(Bilinear(2, 3, outFeatures: 4, bias: false), "Bilinear(in1_features=2, in2_features=3, out_features=4, bias=False)")
    check(LazyLinear(4), "LazyLinear(in_features=0, out_features=4, bias=True)")
  }
}
