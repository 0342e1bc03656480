import Foundation
import MartletCore

/// Multiplies the rates by γ at each milestone; one that is listed twice counts twice.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiStepLR.html)
public final class MultiStepLR: LRScheduler {
  private var milestones: Milestones
  private var gamma: Double

  public init(_ optimizer: Optimizer, milestones: [Int], gamma: Double = 0.1, lastEpoch: Int = -1) {
    self.milestones = Milestones(epochs: milestones.sorted())
    self.gamma = gamma
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  public override func getLR() -> [Double] {
    let hits = milestones.epochs.count { $0 == lastEpoch }
    return hits == 0 ? groupLRs : scaled(pow(gamma, Double(hits)))
  }

  public override func getClosedFormLR() -> [Double] {
    let passed = milestones.epochs.count { $0 <= lastEpoch }
    return baseLRs.map { $0 * pow(gamma, Double(passed)) }
  }

  public override var stateFields: [StateField] {
    [StateField("milestones", self, \.milestones), StateField("gamma", self, \.gamma)] + super.stateFields
  }

  /// Sorted epochs. In a state dict they are counts by epoch, as PyTorch's `Counter` is.
  private struct Milestones: StateValue {
    let epochs: [Int]
    init(epochs: [Int]) { self.epochs = epochs }

    init(checkpoint value: Value) throws {
      epochs = try value.entries.flatMap { entry -> [Int] in
        guard case .int(let epoch) = entry.key else { throw ValueError("a milestone is no int: \(entry.key)") }
        return Array(repeating: epoch, count: Swift.max(0, try entry.value.int))
      }.sorted()
    }

    var checkpointValue: Value {
      let distinct = Set(epochs).sorted()
      return Value(.dictionary(distinct.map { epoch in (.int(epoch), epochs.count { $0 == epoch }.checkpointValue) }))
    }
  }
}
