import MartletCore

/// `Upsample` of images with mode `.nearest`: (N, C, H, W) → (N, C, H′, W′).
/// (https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html)
public final class UpsamplingNearest2d: Upsample {
  public init(size: (any IntOrArray)? = nil, scaleFactor: (any NumberOrArray)? = nil) {
    super.init(size: size, scaleFactor: scaleFactor, mode: .nearest)
  }
}
