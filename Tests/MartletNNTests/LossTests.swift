import Martlet
import MartletTestSupport
import Testing

/// Losses beyond the recorded cases.
@Suite struct LossTests {
  private let a = sample(4, 3, seed: 1), b = sample(4, 3, seed: 2), c = sample(4, 3, seed: 3)

  @Test func tripletLossTakesAnyDistance() {
    #expect(TripletMarginWithDistanceLoss()(a, b, c).equal(TripletMarginLoss()(a, b, c)))
    #expect(TripletMarginWithDistanceLoss(swap: true, reduction: .sum)(a, b, c).equal(TripletMarginLoss(swap: true, reduction: .sum)(a, b, c)))
    let cosine = TripletMarginWithDistanceLoss(distanceFunction: { 1 - F.cosineSimilarity($0, $1) }, margin: 0.5, reduction: .none)
    let expected = (F.cosineSimilarity(a, c) - F.cosineSimilarity(a, b) + 0.5).clamp(min: 0)
    #expect(cosine(a, b, c).allClose(expected, atol: 1e-6))
    #expect("\(TripletMarginWithDistanceLoss())" == "TripletMarginWithDistanceLoss(\n  (distance_function): PairwiseDistance()\n)")
  }

  @Test func hooksRunAroundLossesOfThreeTensors() {
    let loss = TripletMarginLoss()
    let plain = loss(a, b, c).item()
    loss.registerForwardHook { (_: Module, _: Tensor, y: Tensor) -> Tensor? in y * 2 }
    #expect(loss(a, b, c).item() == 2 * plain)
  }

  @Test func weightsAreState() {
    #expect(BCEWithLogitsLoss(weight: Tensor.ones(3), posWeight: Tensor.ones(3)).stateDict().names == ["weight", "pos_weight"])
    #expect(CrossEntropyLoss().stateDict().names == [] && MultiMarginLoss(weight: Tensor.ones(3)).parameters().isEmpty)
  }

  @Test func adaptiveSoftmaxIsADistribution() {
    let softmax = AdaptiveLogSoftmaxWithLoss(8, 20, cutoffs: [5, 12], divValue: 2)
    let x = sample(6, 8, seed: 4), target = Tensor([0, 4, 5, 11, 12, 19])
    let logProb = softmax.logProb(x)
    #expect((logProb.exp().sum(dim: 1) - 1).abs().max().item() < 1e-5)
    #expect(softmax.predict(x).equal(logProb.argmax(dim: 1)))
    let (output, loss) = softmax(x, target)
    #expect(output.allClose(logProb.gather(dim: 1, index: target.unsqueeze(1)).squeeze(1), atol: 1e-6))
    #expect(abs(loss.item() + output.mean().item()) < 1e-6)
    let (one, _) = softmax(x[3], target[3])
    #expect(one.ndim == 0 && abs(one.item() - output[3].item()) < 1e-6)
    #expect(
      softmax.stateDict().names == ["head.weight", "tail.0.0.weight", "tail.0.1.weight", "tail.1.0.weight", "tail.1.1.weight"])
    #expect(softmax.tail[1].stateDict()["0.weight"]?.shape == [2, 8], "8 / 2² features")
  }

  @Test func refusesWhatDoesNotFit() async {
    let target = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [3])(Tensor.ones(1, 4), Tensor([10]))
    }
    #expect(target?.message.contains("target 10 is not a class: expected 0…9") == true)
    let cutoffs = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = AdaptiveLogSoftmaxWithLoss(4, 10, cutoffs: [3, 10])
    }
    #expect(cutoffs?.message.contains("cutoffs must rise from at least 1 to at most 9, got [3, 10]") == true)
    let margin = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = TripletMarginWithDistanceLoss(margin: 0)(Tensor.ones(1, 2), Tensor.ones(1, 2), Tensor.ones(1, 2))
    }
    #expect(margin?.message.contains("tripletMarginWithDistanceLoss: margin must be positive, got 0.0") == true)
  }
}
