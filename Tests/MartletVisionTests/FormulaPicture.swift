import Martlet

/// 40 × 30 pixels of RGB by a formula that any language can repeat: (7x + 13y + 29c + xy) mod 256.
let formulaPicture: Image = {
  var samples: [UInt8] = []
  for y in 0..<30 {
    for x in 0..<40 {
      for c in 0..<3 {
        let value: Int = 7 * x + 13 * y + 29 * c + x * y
        samples.append(UInt8(value % 256))
      }
    }
  }
  return Image(samples, width: 40, height: 30)
}()

extension Image {
  /// As `hashlib.md5(numpy.asarray(image).tobytes())`.
  var md5: String { withUnsafeBytes { MD5.hexDigest($0) } }
}
