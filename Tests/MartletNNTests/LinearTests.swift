import Martlet
import MartletTestSupport
import Testing

/// Linear maps whose sizes come late, and of two inputs.
@Suite struct LinearTests {
  @Test func lazyLinearLearnsItsSize() throws {
    let layer = LazyLinear(4)
    let weight = layer.weight
    let net = Sequential(Flatten(), layer)
    #expect(net(Tensor.ones(2, 5, 5)).shape == [2, 4])
    #expect(layer.weight === weight && weight.shape == [4, 25] && weight.requiresGrad, "an optimiser that holds it sees it grow")
    #expect(weight.abs().max().item() <= 0.2 && weight.abs().max().item() > 0.1 && layer.bias!.abs().max().item() <= 0.2)
    net(Tensor.ones(1, 25)).sum().backward()
    #expect(try #require(weight.grad).equal(Tensor.ones(4, 25)))
  }

  @Test func lazyLinearTakesTheSizeOfWhatIsLoaded() throws {
    let source = Linear(3, 2), layer = LazyLinear(2)
    try layer.loadStateDict(source.stateDict())
    let x = sample(4, 3)
    #expect(layer(x).equal(source(x)))
  }

  @Test func bilinearStartsWithinItsBound() {
    let layer = Bilinear(16, 30, outFeatures: 20)
    #expect(layer.weight.shape == [20, 16, 30] && layer.stateDict().names == ["weight", "bias"])
    let largest = layer.weight.abs().max().item()
    #expect(largest <= 0.25 && largest > 0.24 && layer.bias!.abs().max().item() <= 0.25)
    #expect(layer(Tensor.ones(2, 7, 16), Tensor.ones(2, 7, 30)).shape == [2, 7, 20])
  }
}
