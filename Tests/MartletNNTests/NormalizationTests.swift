import Martlet
import MartletTestSupport
import Testing

/// Normalisation layers beyond the recorded cases.
@Suite struct NormalizationTests {
  private let x = sample(4, 6, 5, seed: 1) * 3 + 2

  private func moments(_ y: Tensor, _ dim: [Int]) -> (mean: Double, variance: Double) {
    (y.mean(dim: dim).abs().max().item(), (y.var(dim: dim, correction: 0) - 1).abs().max().item())
  }

  @Test func whatIsNormalised() {
    for (y, dims) in [
      (BatchNorm1d(6)(x), [0, 2]), (InstanceNorm1d(6)(x), [2]), (LayerNorm([6, 5])(x), [1, 2]), (LayerNorm(5)(x), [2]),
      (GroupNorm(1, 6)(x), [1, 2]), (GroupNorm(6, 6)(x), [2]),
    ] {
      let (mean, variance) = moments(y, dims)
      #expect(mean < 1e-6 && variance < 1e-4)
    }
    let grouped = GroupNorm(2, 6)(x).view(4, 2, 3, 5)
    #expect(moments(grouped, [2, 3]).mean < 1e-6)
    #expect((RMSNorm(5)(x).square().mean(dim: -1) - 1).abs().max().item() < 1e-5)
  }

  @Test func instanceNormUsesRunningStatisticsInEvaluation() {
    let norm = InstanceNorm1d(6, trackRunningStats: true)
    _ = norm(x)
    let mean = norm.runningMean!.clone()
    #expect(difference(mean, (x.mean(dim: [0, 2]) * 0.1).toArray(Double.self)) == nil)
    #expect(norm.numBatchesTracked!.item() == 0, "PyTorch's instance norm does not count")
    norm.eval()
    let expected = (x - mean.view(6, 1)) / (norm.runningVar!.view(6, 1) + 1e-5).sqrt()
    #expect(norm(x).allClose(expected, atol: 1e-6) && norm.runningMean!.equal(mean))
    #expect(norm(x[0]).allClose(expected[0], atol: 1e-6))
  }

  @Test func parametersAndText() {
    #expect(BatchNorm3d(2, affine: false, trackRunningStats: false).stateDict().names == [])
    #expect(BatchNorm1d(2, bias: false).stateDict().names == ["weight", "running_mean", "running_var", "num_batches_tracked"])
    #expect(InstanceNorm2d(2).stateDict().names == [] && LayerNorm(3, bias: false).stateDict().names == ["weight"])
    #expect(
      "\(BatchNorm1d(2, momentum: nil, affine: false))"
        == "BatchNorm1d(2, eps=1e-05, momentum=None, affine=False, bias=False, track_running_stats=True)")
    #expect("\(RMSNorm([2, 3]))" == "RMSNorm((2, 3), eps=None, elementwise_affine=True)")
    #expect("\(LocalResponseNorm(2))" == "LocalResponseNorm(2, alpha=0.0001, beta=0.75, k=1.0)")
  }

  @Test func refusesWhatDoesNotFit() async {
    let dims = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = BatchNorm2d(3)(Tensor.ones(2, 3)) }
    #expect(dims?.message.contains("BatchNorm2d: expected an input of 4 dims, got shape [2, 3]") == true)
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = GroupNorm(4, 6) }
    #expect(groups?.message.contains("GroupNorm: 6 channels do not divide into 4 groups") == true)
    let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = InstanceNorm1d(3, affine: true)(Tensor.ones(2, 4, 5))
    }
    #expect(channels?.message.contains("InstanceNorm1d: expected 3 channels in dim 1, got an input of shape [2, 4, 5]") == true)
  }
}
