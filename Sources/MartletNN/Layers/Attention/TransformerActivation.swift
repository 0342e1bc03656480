import MartletCore

/// What a transformer layer does between its two linear maps.
public enum TransformerActivation {
  case relu, gelu
  /// Any other function.
  case function((Tensor) -> Tensor)

  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .relu: F.relu(x)
    case .gelu: F.gelu(x)
    case .function(let f): f(x)
    }
  }
}
