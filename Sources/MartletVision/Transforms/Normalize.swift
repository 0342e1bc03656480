import MartletCore

/// (x − mean) / std, channel by channel.
///
/// Stops at integers, and when the counts of mean and std are neither 1 nor that of the channels.
public struct Normalize: TensorTransform {
  public let mean: [Double], std: [Double]
  public let inplace: Bool

  public init(mean: [Double], std: [Double], inplace: Bool = false) {
    self.mean = mean
    self.std = std
    self.inplace = inplace
  }

  public func callAsFunction(_ x: Tensor) -> Tensor { TF.normalize(x, mean: mean, std: std, inplace: inplace) }
}
