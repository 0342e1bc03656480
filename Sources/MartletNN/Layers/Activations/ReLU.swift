import MartletCore

/// `max(0, x)`, elementwise: x of any shape → the same shape. (https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html)
public final class ReLU: InplaceActivation, Layer {
  public func forward(_ x: Tensor) -> Tensor { F.relu(x, inplace: inplace) }
}
