import MartletCore

/// A module from a prediction and a target to a loss. Call it as a function.
public protocol Loss: Module {
  func forward(_ input: Tensor, _ target: Tensor) -> Tensor
}

extension Loss {
  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> Tensor { forward(input, target) }
}
