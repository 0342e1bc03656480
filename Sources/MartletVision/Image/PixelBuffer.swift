import CImage
import Glibc
import MartletCore

/// The memory of an image's samples. It is written before an `Image` has it, and never after.
final class PixelBuffer: @unchecked Sendable {
  let memory: UnsafeMutableRawPointer

  /// Takes over memory that came from `malloc`.
  init(adopting memory: UnsafeMutableRawPointer) { self.memory = memory }

  init(byteCount: Int) {
    guard let memory = malloc(max(byteCount, 1)) else { fail("Image", "no memory for \(byteCount) bytes of pixels") }
    self.memory = memory
  }

  deinit { free(memory) }
}
