import Martlet

/// What the settings of a convolution do to shapes and to the number of parameters.
func showConvolutions() {
  let features = Tensor.randn(8, 64, 128, 128)
  func weights(_ net: Module) -> Double { Double(net.parameters().reduce(0) { $0 + $1.numel }) }

  noGrad {
    let plain = Conv2d(64, 32, kernelSize: 3)
    check("convolution", plain(features), hasShape: [8, 32, 126, 126])
    check("its parameters", weights(plain), Double(32 * 64 * 9 + 32))

    let dilated = Conv2d(64, 32, kernelSize: 3, dilation: 2)
    check("dilated", dilated(features), hasShape: [8, 32, 124, 124])
    check("as many parameters", weights(dilated), weights(plain))

    let grouped = Conv2d(64, 32, kernelSize: 3, groups: 8)
    check("grouped", grouped(features), hasShape: [8, 32, 126, 126])
    check("an eighth of the weights", weights(grouped), Double(32 * 64 / 8 * 9 + 32))

    let separable = Sequential(Conv2d(64, 64, kernelSize: 3, groups: 64), Conv2d(64, 32, kernelSize: 1))
    check("depthwise separable", separable(features), hasShape: [8, 32, 126, 126])
    check("its parameters", weights(separable), Double(64 * 9 + 64 + 32 * 64 + 32))

    let transposed = ConvTranspose2d(32, 64, kernelSize: 3)
    check("transposed, back to the input's shape", transposed(plain(features)), hasShape: [8, 64, 128, 128])

    // A stride of 2 maps 127 and 128 to the same size; on the way back the caller chooses.
    let halved = Conv2d(64, 32, kernelSize: 3, stride: 2, padding: 1)(features)
    check("stride 2", halved, hasShape: [8, 32, 64, 64])
    let doubled = ConvTranspose2d(32, 64, kernelSize: 3, stride: 2, padding: 1)
    check("and back", doubled(halved), hasShape: [8, 64, 127, 127])
    check("and back to a chosen size", doubled(halved, outputSize: [128, 128]), hasShape: [8, 64, 128, 128])
  }
}
