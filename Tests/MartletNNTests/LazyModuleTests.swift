import Martlet
import MartletTestSupport
import Testing

/// Layers that learn their sizes late.
@Suite struct LazyModuleTests {
  @Test func firstInputGivesTheChannels() {
    let net = Sequential(LazyConv2d(6, kernelSize: 3, padding: .same), LazyBatchNorm2d(), ReLU(), LazyConvTranspose2d(2, kernelSize: 2))
    #expect("\(net[0])" == "LazyConv2d(0, 6, kernel_size=(3, 3), stride=(1, 1), padding=same)")
    #expect(net(Tensor.randn(2, 5, 4, 4)).shape == [2, 2, 5, 5])
    #expect("\(net[0])" == "Conv2d(5, 6, kernel_size=(3, 3), stride=(1, 1), padding=same)")
    #expect("\(net[1])" == "BatchNorm2d(6, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)")
    #expect((net[3] as! ConvTranspose2d).weight.shape == [6, 2, 2, 2])
  }

  /// Numbers by PyTorch: `torch.manual_seed(7); LazyConv2d(2, 3)(torch.ones(1, 3, 5, 5))`.
  @Test func startsWithPyTorchsNumbers() async {
    await #expect(processExitsWith: .success) {
      setDefaultGenerator(.torch)
      manualSeed(7)
      let conv = LazyConv2d(2, kernelSize: 3)
      _ = conv(Tensor.ones(1, 3, 5, 5))
      #expect(difference(conv.weight.flatten()[0..<4], [0.013441692, -0.11593071, 0.061280612, 0.060387094]) == nil)
      #expect(difference(conv.bias!, [-0.15206493, 0.0052583381]) == nil)
    }
  }

  @Test func parametersKeepTheirIdentity() {
    let net = Sequential(LazyConv1d(3, kernelSize: 2), LazyInstanceNorm1d())
    net.to(.float64)
    let parameters = net.parameters(), before = net.parameters().map { $0.detach().clone() }
    let opt = SGD(parameters, lr: 0.1)
    net(Tensor.randn(2, 4, 6, dtype: .float64)).square().sum().backward()
    opt.step()
    #expect(parameters[0].shape == [3, 4, 2] && before[0].numel == 0)
    #expect(parameters[0].dtype == .float64 && parameters.allSatisfy { $0.grad != nil })
    #expect(zip(parameters, net.parameters()).allSatisfy { $0 === $1 })
  }

  @Test func loadedStateGivesTheChannels() throws {
    let source = Sequential(Conv2d(4, 6, kernelSize: 3, groups: 2), BatchNorm2d(6), ConvTranspose2d(6, 4, kernelSize: 3, groups: 2))
    let lazy = Sequential(LazyConv2d(6, kernelSize: 3, groups: 2), LazyBatchNorm2d(), LazyConvTranspose2d(4, kernelSize: 3, groups: 2))
    try lazy.loadStateDict(source.stateDict())
    let x = Tensor.randn(2, 4, 5, 5)
    #expect(lazy(x).equal(source(x)))
    #expect("\(lazy)" == "\(source)")
  }

  @Test func instanceNormWithoutABatch() {
    let norm = LazyInstanceNorm2d()
    #expect(norm(Tensor.randn(3, 4, 4)).shape == [3, 4, 4] && norm.numFeatures == 3)
  }

  @Test func refusesInputsThatDoNotFit() async {
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LazyConv2d(4, kernelSize: 1, groups: 2)(Tensor.ones(1, 3, 2, 2))
    }
    #expect(groups?.message.contains("LazyConv2d: the input has 3 channels, which do not divide into 2 groups") == true)
    let dims = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LazyConv1d(4, kernelSize: 1)(Tensor.ones(1, 3, 2, 2))
    }
    #expect(dims?.message.contains("LazyConv1d: expected an input of 2 or 3 dims, got shape [1, 3, 2, 2]") == true)
  }
}
