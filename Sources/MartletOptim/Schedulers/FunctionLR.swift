import MartletCore

/// What schedules by a user's function share: a function for each group. Functions are not part of the state dict.
public class FunctionLR: LRScheduler {
  let functions: [(Int) -> Double]

  /// - Parameter lrLambda: the factor at an epoch, for all groups.
  public convenience init(_ optimizer: Optimizer, lrLambda: @escaping (Int) -> Double, lastEpoch: Int = -1) {
    self.init(optimizer, lrLambda: optimizer.paramGroups.map { _ in lrLambda }, lastEpoch: lastEpoch)
  }

  /// - Parameter lrLambda: a function for each group.
  public init(_ optimizer: Optimizer, lrLambda: [(Int) -> Double], lastEpoch: Int = -1) {
    let count = optimizer.paramGroups.count
    require(lrLambda.count == count, "\(Self.self)", "lrLambda needs a function for each of the \(count) groups, got \(lrLambda.count)")
    functions = lrLambda
    super.init(optimizer, lastEpoch: lastEpoch)
  }

  /// The functions' values at `lastEpoch`.
  var factors: [Double] { functions.map { $0(lastEpoch) } }

  /// PyTorch keeps a place for the state of functions that are objects.
  public override func stateDict() -> Value {
    .record(stateFields.map { ($0.name, $0.read()) } + [("lr_lambdas", functions.map { _ in Value.none })])
  }
}
