import MartletCore

/// `Upsample` of images with mode `.bilinear` and aligned corners: (N, C, H, W) → (N, C, H′, W′).
/// (https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html)
public final class UpsamplingBilinear2d: Upsample {
  public init(size: (any IntOrArray)? = nil, scaleFactor: (any NumberOrArray)? = nil) {
    super.init(size: size, scaleFactor: scaleFactor, mode: .bilinear, alignCorners: true)
  }
}
