import MartletCore

/// `softmax` over the channels at each place: (N, C, H, W) → (N, C, H, W), or (C, H, W) → (C, H, W).
///
/// Stops for other numbers of dims. (https://pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html)
public final class Softmax2d: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor {
    require(x.ndim == 3 || x.ndim == 4, "Softmax2d", "expected an input of shape (N, C, H, W) or (C, H, W), got \(x.shape)")
    return F.softmax(x, dim: -3)
  }
}
