import MartletCore

/// What a border is made of (`padding_mode` in torchvision).
public enum BorderMode: Sendable {
  /// A colour.
  case constant
  /// The outermost pixel, repeated.
  case edge
  /// The picture mirrored at its outermost pixel, which is not repeated: 3 2 | 1 2 3.
  case reflect
  /// The picture mirrored at its edge: 2 1 | 1 2 3.
  case symmetric
}

extension TF {
  /// Surrounds a picture with a border.
  ///
  /// - Parameters:
  ///   - padding: one number for all sides; (left and right, top and bottom); or (left, top, right, bottom). Negative numbers crop.
  ///   - fill: the colour of a constant border, one number or one for each channel.
  public static func pad<P: Picture>(
    _ x: P, _ padding: any IntOrArray, fill: any ChannelValues = 0, paddingMode: BorderMode = .constant
  ) -> P {
    let p = padding.ints, (h, w) = x.pictureSize
    require([1, 2, 4].contains(p.count), "pad", "padding must be 1, 2 or 4 numbers, got \(p)")
    let sides = p.count == 4 ? p : [p[0], p[p.count - 1], p[0], p[p.count - 1]]
    require(
      h + sides[1] + sides[3] > 0 && w + sides[0] + sides[2] > 0, "pad", "padding \(p) leaves nothing of a picture of \(h) × \(w)")
    func indices(_ size: Int, _ before: Int, _ after: Int) -> [Int32] {
      (-before..<size + after).map { Int32(paddingMode.index($0, first: max(0, -before), end: size + min(0, after))) }
    }
    return x.gathered(rows: indices(h, sides[1], sides[3]), columns: indices(w, sides[0], sides[2]), fill: fill.values)
  }
}

extension BorderMode {
  /// Which pixel of first ..< end stands at position i, −1 for the fill.
  fileprivate func index(_ i: Int, first: Int, end: Int) -> Int {
    let n = end - first
    if i >= first && i < end { return i }
    switch self {
    case .constant: return -1
    case .edge: return min(max(i, first), end - 1)
    case .reflect, .symmetric:
      // Mirrored again and again: a saw of this period, the second half of which runs backwards.
      let isReflect = self == .reflect
      if isReflect && n == 1 { return first }
      let period = isReflect ? 2 * n - 2 : 2 * n
      let phase = (((i - first) % period) + period) % period
      return first + (phase < n ? phase : period - phase - (isReflect ? 0 : 1))
    }
  }
}
