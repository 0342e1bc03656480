import MartletCore

/// A module from one tensor to one tensor. Call it as a function: `layer(x)` runs its hooks around `forward`.
public protocol Layer: Module {
  func forward(_ x: Tensor) -> Tensor
}

extension Layer {
  public func callAsFunction(_ x: Tensor) -> Tensor {
    if hooks == nil && !Profiler.isOn { return forward(x) }
    return withHooks([x]) { [forward($0[0])] }[0]
  }
}
