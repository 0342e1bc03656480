import CImage
import Glibc
import MartletCore

// Functions of one sample at a time: tables of 256 entries. They work on 8 bits, and leave alpha as it is.
extension TF {
  /// 255 − v.
  public static func invert(_ image: Image) -> Image {
    lookup(image) { _ in (0..<256).map { UInt8(255 - $0) } }
  }

  /// Inverts values from `threshold` on.
  public static func solarize(_ image: Image, threshold: Int) -> Image {
    lookup(image) { _ in (0..<256).map { UInt8($0 < threshold ? $0 : 255 - $0) } }
  }

  /// Keeps the upper `bits` bits.
  public static func posterize(_ image: Image, bits: Int) -> Image {
    require(bits >= 0 && bits <= 8, "posterize", "bits must lie in 0…8, got \(bits)")
    return lookup(image) { _ in (0..<256).map { UInt8($0 & ~(1 << (8 - bits) - 1)) } }
  }

  /// 255 · gain · (v / 255)^gamma, cut off at 255.
  public static func adjustGamma(_ image: Image, gamma: Double, gain: Double = 1) -> Image {
    require(gamma >= 0, "adjustGamma", "gamma must not be negative, got \(gamma)")
    // PIL's scale: every level, 255 included, gets an interval of the same length.
    let scale = (256 - 1e-3) * gain
    return lookup(image) { _ in (0..<256).map { UInt8(min(max(scale * pow(Double($0) / 255, gamma), 0), 255)) } }
  }

  /// Spreads each channel over 0…255.
  public static func autocontrast(_ image: Image) -> Image {
    lookup(image) { counts in
      guard let low = counts.firstIndex(where: { $0 > 0 }), let high = counts.lastIndex(where: { $0 > 0 }), low < high else {
        return identity
      }
      let scale = 255 / Double(high - low)
      return (0..<256).map { UInt8(min(max(Double($0) * scale - Double(low) * scale, 0), 255)) }
    }
  }

  /// Makes all levels of each channel about equally frequent.
  public static func equalize(_ image: Image) -> Image {
    lookup(image) { counts in
      let step = (counts.reduce(0, +) - (counts.last { $0 > 0 } ?? 0)) / 255
      guard step > 0 else { return identity }
      var sum = step / 2
      return counts.map { count in
        defer { sum += count }
        return UInt8(min(sum / step, 255))
      }
    }
  }

  private static let identity = (0..<256).map { UInt8($0) }

  /// Replaces samples by a table that `table` makes from how often each value occurs in a channel.
  static func lookup(_ image: Image, _ table: (_ counts: [Int]) -> [UInt8]) -> Image {
    let image = image.eightBit
    var tables = histogram(image).prefix(image.mode.colours).flatMap(table)
    if image.mode.hasAlpha { tables += identity }
    return image.mapped { ci_lookup($0, $1, tables) }
  }

  /// How often each of 256 values occurs, for each channel of an image of 8 bits.
  static func histogram(_ image: Image) -> [[Int]] {
    var counts = [Int64](repeating: 0, count: 256 * image.channels)
    image.withRaw { ci_histogram($0, &counts) }
    return (0..<image.channels).map { c in counts[c * 256..<(c + 1) * 256].map { Int($0) } }
  }
}
