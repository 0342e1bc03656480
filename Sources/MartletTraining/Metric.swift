import MartletCore

/// A number that is gathered over the batches of an epoch.
public protocol Metric: AnyObject {
  /// Its name in histories, after `train_` or `val_`.
  var name: String { get }
  /// Takes in the network's output and the target of a batch.
  func update(_ output: Tensor, _ target: Tensor)
  /// The value over all batches since the last `reset`.
  func compute() -> Double
  func reset()
}
