import MartletCore

/// A module from a prediction and a target to a loss. Call it as a function: `loss(x, y)` runs its hooks around `forward`.
public protocol Loss: Module {
  func forward(_ input: Tensor, _ target: Tensor) -> Tensor
}

extension Loss {
  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> Tensor {
    withHooks([input, target]) { [forward($0[0], $0[1])] }[0]
  }
}
