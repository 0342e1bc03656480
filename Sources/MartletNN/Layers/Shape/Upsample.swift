import MartletCore

/// Resamples the spatial dims of x (N, C, L), (N, C, H, W) or (N, C, D, H, W) to `size`, or by `scaleFactor`.
///
/// Modes `.nearest` and `.nearestExact` are for one to three spatial dims, `.linear` for one, `.bilinear` and `.bicubic` for two,
/// `.trilinear` for three; the output's size is ⌊size · scaleFactor⌋. (https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html)
public class Upsample: Module, Layer {
  private let size: [Int]?
  private let scaleFactor: [Double]?
  private let mode: InterpolationMode
  private let alignCorners: Bool?, recomputeScaleFactor: Bool?

  /// - Parameters:
  ///   - alignCorners: the centres of the corner elements stay where they are, instead of their outer edges; for the linear modes and
  ///     `.bicubic`.
  ///   - recomputeScaleFactor: use the ratio of the sizes, not the given factor, as the step between samples.
  ///
  /// Stops unless exactly one of size and scaleFactor is given.
  public init(
    size: (any IntOrArray)? = nil, scaleFactor: (any NumberOrArray)? = nil,
    mode: InterpolationMode = .nearest, alignCorners: Bool? = nil, recomputeScaleFactor: Bool? = nil
  ) {
    require((size == nil) != (scaleFactor == nil), "\(Self.self)", "exactly one of size and scaleFactor must be given")
    self.size = size?.ints
    self.scaleFactor = scaleFactor?.doubles
    self.mode = mode
    self.alignCorners = alignCorners
    self.recomputeScaleFactor = recomputeScaleFactor
  }

  public func forward(_ x: Tensor) -> Tensor {
    F.interpolate(
      x, size: size, scaleFactor: scaleFactor, mode: mode, alignCorners: alignCorners, recomputeScaleFactor: recomputeScaleFactor)
  }

  public override var extraRepr: String {
    let name = mode == .nearestExact ? "nearest-exact" : "\(mode)"
    if let size { return "size=\(Python.intOrTuple(size)), mode='\(name)'" }
    let factors = (scaleFactor ?? []).map(Python.float)
    return "scale_factor=\(factors.count == 1 ? factors[0] : "(" + factors.joined(separator: ", ") + ")"), mode='\(name)'"
  }
}
