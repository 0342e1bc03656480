import MartletCore

/// The share of samples whose largest logit is the target's class: `acc`.
public final class Accuracy: Metric {
  private var right = 0.0, all = 0.0
  public let name = "acc"
  public init() {}

  /// - Parameters: output (N, C), target (N) class indices.
  public func update(_ output: Tensor, _ target: Tensor) {
    right += noGrad { (output.argmax(dim: 1) .== target).sum().item() }
    all += Double(target.numel)
  }
  public func compute() -> Double { all == 0 ? .nan : right / all }
  public func reset() { (right, all) = (0, 0) }
}
