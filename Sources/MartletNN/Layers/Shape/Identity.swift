import MartletCore

/// x itself, where a model wants a layer that does nothing. (https://pytorch.org/docs/stable/generated/torch.nn.Identity.html)
public final class Identity: Module, Layer {
  public func forward(_ x: Tensor) -> Tensor { x }
}
