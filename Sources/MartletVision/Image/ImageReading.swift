import CImage

extension Image {
  /// Reads a JPEG or PNG file.
  ///
  /// Greyscale, colour, palette, alpha and 16 bits stay what they are unless `mode` asks for other channels; a palette becomes RGB. A
  /// picture that EXIF wants turned is turned only by `uprighted()`, as in PIL.
  ///
  /// - Parameter maximumByteCount: the most memory to decode into. Without it 48 MB and 128 times the file's size, which photographs and
  ///   drawings stay far below: a small file that announces more is taken for hostile.
  /// - Throws: `ImageError` when the file cannot be read, is of another format, damaged, or announces too many pixels.
  public init(_ path: String, mode: Mode? = nil, maximumByteCount: Int? = nil) throws(ImageError) {
    let bytes: [UInt8]
    do {
      bytes = try FileContent.bytes(ofFileAt: path)
    } catch .inaccessible(_, let reason) {
      throw ImageError(path, reason)
    } catch {
      throw ImageError(path, "\(error)")
    }
    try self.init(encoded: bytes, mode: mode, maximumByteCount: maximumByteCount, source: path)
  }

  /// Decodes the bytes of a JPEG or PNG file; `source` is what an error names.
  public init(
    encoded bytes: [UInt8], mode: Mode? = nil, maximumByteCount: Int? = nil, source: String = "the bytes"
  ) throws(ImageError) {
    guard let format = ImageFormat(of: bytes) else {
      throw ImageError(source, bytes.isEmpty ? "is empty" : "is neither a JPEG nor a PNG file")
    }
    var raw = ci_image(), orientation: Int32 = 1
    let most = UInt64(max(0, maximumByteCount ?? (48 << 20) + 128 * bytes.count))
    let decode = format == .jpeg ? ci_jpeg_decode : ci_png_decode
    let failure = codecFailure { error in decode(bytes, bytes.count, most, &raw, &orientation, error) }
    if let failure { throw ImageError(source, "is no readable \(format.name) file: \(failure)") }
    let image = Image(adopting: raw, orientation: Int(orientation))
    self = mode.map(image.converted) ?? image
  }
}

/// What went wrong in a call that returns non-zero and writes why; nil when it went well.
func codecFailure(_ call: (UnsafeMutablePointer<CChar>) -> Int32) -> String? {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CI_ERROR_SIZE)) { error in
    error.initialize(repeating: 0)
    return call(error.baseAddress!) == 0 ? nil : String(cString: error.baseAddress!)
  }
}
