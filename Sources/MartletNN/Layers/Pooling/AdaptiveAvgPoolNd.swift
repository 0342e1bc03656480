import MartletCore

/// The base of `AdaptiveAvgPool1d`, `AdaptiveAvgPool2d` and `AdaptiveAvgPool3d`.
open class AdaptiveAvgPoolNd: AdaptivePoolNd, Layer {
  public func forward(_ x: Tensor) -> Tensor {
    let size = size(for: x)
    return switch Self.spatial {
    case 1: F.adaptiveAvgPool1d(x, size)
    case 2: F.adaptiveAvgPool2d(x, size)
    default: F.adaptiveAvgPool3d(x, size)
    }
  }
}
