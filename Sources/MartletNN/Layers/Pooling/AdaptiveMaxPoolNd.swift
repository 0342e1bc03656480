import MartletCore

/// The base of `AdaptiveMaxPool1d`, `AdaptiveMaxPool2d` and `AdaptiveMaxPool3d`.
open class AdaptiveMaxPoolNd: AdaptivePoolNd, Layer {
  public func forward(_ x: Tensor) -> Tensor { maxima(x).output }

  /// The maxima with the position of each in its channel's plane: what max unpooling needs. (PyTorch's `return_indices=True`)
  public func forwardWithIndices(_ x: Tensor) -> (output: Tensor, indices: Tensor) { pooledMaxima(x, maxima) }

  private func maxima(_ x: Tensor) -> (output: Tensor, indices: Tensor) {
    let size = size(for: x)
    return switch Self.spatial {
    case 1: F.adaptiveMaxPool1dWithIndices(x, size)
    case 2: F.adaptiveMaxPool2dWithIndices(x, size)
    default: F.adaptiveMaxPool3dWithIndices(x, size)
    }
  }
}
