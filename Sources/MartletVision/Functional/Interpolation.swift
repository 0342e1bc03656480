import CImage

/// How a picture's values between its pixels are found (`torchvision.transforms.InterpolationMode`).
public enum Interpolation: Sendable {
  /// The pixel that lies nearest.
  case nearest
  /// Straight lines through the two neighbours on each axis.
  case bilinear
  /// Keys' cubic with a = −½ through four neighbours on each axis.
  case bicubic
  /// The mean of the covered pixels; resizing only.
  case box
  /// A windowed sinc as sharp as bilinear is wide; resizing only.
  case hamming
  /// A sinc windowed by its own main lobe, through six neighbours; resizing only.
  case lanczos

  var filter: ci_filter {
    switch self {
    case .nearest: CI_NEAREST
    case .bilinear: CI_BILINEAR
    case .bicubic: CI_BICUBIC
    case .box: CI_BOX
    case .hamming: CI_HAMMING
    case .lanczos: CI_LANCZOS
    }
  }

  /// Whether turning and warping know it too.
  var isForWarping: Bool { self == .nearest || self == .bilinear || self == .bicubic }
}
