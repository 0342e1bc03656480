import MartletCore

/// Deals the channels of g = `groups` groups out in turn: x (N, C, …) → (N, C, …), channel i C/g + j becomes j g + i.
///
/// Stops when g does not divide C. (https://arxiv.org/abs/1707.01083)
public final class ChannelShuffle: Module, Layer {
  private let groups: Int
  public init(_ groups: Int) { self.groups = groups }
  public func forward(_ x: Tensor) -> Tensor { F.channelShuffle(x, groups) }
  public override var extraRepr: String { "groups=\(groups)" }
}
