import MartletCore

/// Turns channels into pixels: (…, C r², H, W) → (…, C, H r, W r) for r = `upscaleFactor`. Stops when r² does not divide the channels.
/// (https://arxiv.org/abs/1609.05158)
public final class PixelShuffle: Module, Layer {
  private let upscaleFactor: Int
  public init(_ upscaleFactor: Int) { self.upscaleFactor = upscaleFactor }
  public func forward(_ x: Tensor) -> Tensor { F.pixelShuffle(x, upscaleFactor) }
  public override var extraRepr: String { "upscale_factor=\(upscaleFactor)" }
}
