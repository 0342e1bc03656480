import MartletCore

extension TF {
  /// Resizes with PIL's antialiasing filters in its arithmetic.
  ///
  /// - Parameters:
  ///   - size: (height, width), or one number for the shorter side, which keeps the proportions.
  ///   - maxSize: with one number, the most that the longer side may get.
  ///   - antialias: false takes the new pixels of a tensor from their nearest neighbours alone; an image always has the filter, as in torchvision.
  ///
  /// `.nearest` takes the pixel under each new centre. Numbers on 8-bit images are PIL's, bit for bit.
  public static func resize<P: Picture>(
    _ x: P, _ size: any IntOrArray, interpolation: Interpolation = .bilinear, maxSize: Int? = nil, antialias: Bool = true
  ) -> P {
    let (h, w) = x.pictureSize
    let (height, width) = resizedSize(h, w, size.ints, maxSize)
    if (height, width) == (h, w) { return x }
    if interpolation == .nearest {
      return x.gathered(
        rows: nearestIndices(count: height, of: h, step: Double(h) / Double(height)),
        columns: nearestIndices(count: width, of: w, step: Double(w) / Double(width)), fill: [0])
    }
    return x.resampled(height: height, width: width, interpolation, antialias: antialias)
  }

  private static func resizedSize(_ h: Int, _ w: Int, _ size: [Int], _ maxSize: Int?) -> (height: Int, width: Int) {
    require(
      (size.count == 1 || size.count == 2) && size.allSatisfy { $0 > 0 }, "resize",
      "size must be one positive number or (height, width), got \(size)")
    if size.count == 2 {
      require(maxSize == nil, "resize", "maxSize goes with one number for the shorter side, got size \(size)")
      return (size[0], size[1])
    }
    var short = size[0], long = scaled(short, max(h, w), min(h, w))
    if let maxSize {
      require(maxSize > short, "resize", "maxSize \(maxSize) must be greater than the size of the shorter side, \(short)")
      if long > maxSize { (short, long) = (max(1, scaled(maxSize, short, long)), maxSize) }
    }
    return w <= h ? (long, short) : (short, long)
  }

  /// a · b / c in floating point, cut off, as Python computes it.
  private static func scaled(_ a: Int, _ b: Int, _ c: Int) -> Int { Int(Double(a * b) / Double(c)) }
}

/// Which of `size` pixels lies under the centre of each new one, −1 outside; by steps that add up as PIL's do.
func nearestIndices(count: Int, of size: Int, from start: Double = 0, step: Double) -> [Int32] {
  var at = start + step * 0.5
  return (0..<count).map { _ in
    defer { at += step }
    return at >= 0 && at < Double(size) ? Int32(at) : -1
  }
}
