import CImage
import MartletCore

extension Image {
  /// The samples as they are, (C, H, W): uint8, or int32 for 16 bits.
  public var tensor: Tensor {
    let shape = [channels, height, width]
    if bitDepth == 16 { return (fractions * 65535).round().to(.int32) }
    let storage = Storage.uninitialized(bytes: width * height * channels)
    withRaw { ci_planes_u8($0, storage.address.assumingMemoryBound(to: UInt8.self)) }
    return Tensor(over: storage, shape: shape, dtype: .uint8)
  }

  /// The samples divided by the greatest one, (C, H, W), float32 in 0…1.
  var fractions: Tensor {
    let storage = Storage.uninitialized(bytes: width * height * channels * MemoryLayout<Float>.size)
    withRaw { ci_planes_f32($0, storage.address.assumingMemoryBound(to: Float.self)) }
    return Tensor(over: storage, shape: [channels, height, width], dtype: .float32)
  }

  /// A picture of a tensor (C, H, W) or (H, W): uint8 as it is, floating point from 0…1 (`torchvision.transforms.ToPILImage`).
  ///
  /// Stops at other shapes and dtypes.
  public init(_ x: Tensor) {
    let planes = x.ndim == 2 ? x.unsqueeze(0) : x
    require(
      planes.ndim == 3 && Mode(rawValue: planes.size(0)) != nil, "Image", "a picture needs a shape (C, H, W) with 1 to 4 channels, got \(x.shape)")
    require(x.dtype == .uint8 || x.dtype.isFloatingPoint, "Image", "a picture needs uint8 or floating point, got \(x.dtype)")
    let levels = (x.dtype == .uint8 ? planes : (planes.detach() * 255).clamp(min: 0, max: 255).to(.uint8)).cpu().contiguous()
    self.init(width: planes.size(2), height: planes.size(1), mode: Mode(rawValue: planes.size(0))!) { raw in
      levels.withUnsafeBytes { ci_from_planes_u8($0.baseAddress!.assumingMemoryBound(to: UInt8.self), raw) }
    }
  }
}
