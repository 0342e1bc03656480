import MartletCore

/// Turns pixels into channels, the inverse of `PixelShuffle`: (…, C, H r, W r) → (…, C r², H, W) for r = `downscaleFactor`.
///
/// Stops when r does not divide height and width. (https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html)
public final class PixelUnshuffle: Module, Layer {
  private let downscaleFactor: Int
  public init(_ downscaleFactor: Int) { self.downscaleFactor = downscaleFactor }
  public func forward(_ x: Tensor) -> Tensor { F.pixelUnshuffle(x, downscaleFactor) }
  public override var extraRepr: String { "downscale_factor=\(downscaleFactor)" }
}
