import Martlet
import MartletTestSupport
import Testing

/// Convolution layers beyond the recorded cases.
@Suite struct ConvolutionTests {
  @Test func paddingIsANumberSeveralOrAWord() {
    let x = Tensor.randn(1, 2, 6, 7), p = 2
    #expect(Conv2d(2, 3, kernelSize: 3, padding: p)(x).shape == [1, 3, 8, 9])
    #expect(Conv2d(2, 3, kernelSize: 3, padding: [1, 2])(x).shape == [1, 3, 6, 9])
    #expect(Conv2d(2, 3, kernelSize: [2, 5], padding: .same)(x).shape == [1, 3, 6, 7])
    #expect(Conv2d(2, 3, kernelSize: 3, padding: .valid)(x).shape == [1, 3, 4, 5])
    #expect(F.conv2d(x, Tensor.ones(3, 2, 3, 3), padding: .same).shape == [1, 3, 6, 7])
  }

  /// A kernel of ones over a row with its ends mirrored, repeated or wrapped around; sums by hand.
  @Test func paddingModes() {
    func sums(_ mode: PaddingMode) -> [Double] {
      let conv = Conv1d(1, 1, kernelSize: 3, padding: 1, bias: false, paddingMode: mode)
      Init.ones_(conv.weight)
      return conv(Tensor([[1.0, 2, 4]])).flatten().toArray(Double.self)
    }
    #expect(sums(.zeros) == [3, 7, 6])
    #expect(sums(.reflect) == [5, 7, 8])
    #expect(sums(.replicate) == [4, 7, 10])
    #expect(sums(.circular) == [7, 7, 7])
  }

  @Test func transposedConvolutionTakesASize() {
    let down = Conv2d(2, 3, kernelSize: 3, stride: 2, padding: 1), up = ConvTranspose2d(3, 2, kernelSize: 3, stride: 2, padding: 1)
    let x = Tensor.randn(1, 2, 12, 11)
    #expect(up(down(x)).shape == [1, 2, 11, 11])
    #expect(up(down(x), outputSize: [12, 11]).shape == x.shape && up(down(x), outputSize: x.shape).shape == x.shape)
    #expect(up(down(x).squeeze(0), outputSize: [12, 11]).shape == [2, 12, 11])
  }

  @Test func refusesWhatDoesNotFit() async {
    let size = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ConvTranspose1d(1, 1, kernelSize: 3, stride: 2)(Tensor.ones(1, 1, 4), outputSize: 12)
    }
    #expect(size?.message.contains("ConvTranspose1d: an input of shape [1, 1, 4] gives sizes from [9] to [10], not [12]") == true)
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = Conv3d(4, 6, kernelSize: 1, groups: 4) }
    #expect(groups?.message.contains("Conv3d: inChannels 4 and outChannels 6 must be multiples of groups 4") == true)
    let same = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Conv2d(1, 1, kernelSize: 3, stride: 2, padding: .same)
    }
    #expect(same?.message.contains("Conv2d: padding .same needs stride 1, got [2]") == true)
  }

  /// Numbers by PyTorch: `torch.manual_seed(7); nn.ConvTranspose2d(4, 6, 3, groups=2)`.
  @Test func transposedWeightsStartAsPyTorchs() async {
    await #expect(processExitsWith: .success) {
      setDefaultGenerator(.torch)
      manualSeed(7)
      let up = ConvTranspose2d(4, 6, kernelSize: 3, groups: 2)
      #expect(up.weight.shape == [4, 3, 3, 3])
      #expect(difference(up.weight.flatten()[0..<3], [0.013441692, -0.11593071, 0.061280612]) == nil)
      #expect(difference(up.bias![0..<2], [-0.1113088, 0.088896483]) == nil)
    }
  }
}
