import MartletCore

/// `min(max(0, x), 6)`, elementwise: x of any shape → the same shape. (https://pytorch.org/docs/stable/generated/torch.nn.ReLU6.html)
public final class ReLU6: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.relu6(x, inplace: inplace) }
}
