import CImage
import Foundation

extension Image {
  /// Writes a `.jpg`, `.jpeg` or `.png` file; the file appears whole or not at all.
  ///
  /// - Parameter quality: of a JPEG file, 1 to 100.
  /// - Throws: `ImageError` for another ending, for what a JPEG file cannot hold (alpha, 16 bits), and when writing fails.
  public func save(_ path: String, quality: Int = 75) throws(ImageError) {
    guard let format = ImageFormat(path: path) else {
      throw ImageError(path, "the name says no format; it has to end in .png, .jpg or .jpeg")
    }
    do {
      try Data(encoded(as: format, quality: quality)).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch let error as ImageError {
      throw ImageError(path, error.reason)
    } catch {
      throw ImageError(path, "cannot be written: \(error.localizedDescription)")
    }
  }

  /// The bytes of a JPEG or PNG file.
  public func encoded(as format: ImageFormat, quality: Int = 75) throws(ImageError) -> [UInt8] {
    if format == .jpeg, mode.hasAlpha || bitDepth != 8 {
      throw ImageError("\(self)", "a JPEG file holds 8 bits of grey or RGB")
    }
    var bytes: UnsafeMutablePointer<UInt8>?, count = 0
    let failure = withRaw { raw in
      codecFailure { error in
        format == .jpeg
          ? ci_jpeg_encode(raw, Int32(min(max(quality, 1), 100)), &bytes, &count, error) : ci_png_encode(raw, 6, &bytes, &count, error)
      }
    }
    if let failure { throw ImageError("\(self)", "cannot be encoded as \(format.name): \(failure)") }
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
