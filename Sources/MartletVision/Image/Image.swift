import CImage
import MartletCore

/// A picture in memory: rows of pixels from the top, with 1 to 4 channels of 8 or 16 bits.
///
/// A value like an array: transforms make new images. `Image("cat.jpg")` reads a file, `TF.toTensor(image)` makes a tensor (C, H, W)
/// of it.
public struct Image: Sendable {
  /// Which channels an image has (`torchvision.io.ImageReadMode`).
  public enum Mode: Int, Sendable {
    case gray = 1, grayAlpha, rgb, rgbAlpha
    var hasAlpha: Bool { rawValue % 2 == 0 }
    /// How many channels hold colour or brightness.
    var colours: Int { hasAlpha ? rawValue - 1 : rawValue }
  }

  public let width: Int
  public let height: Int
  public let mode: Mode
  /// Bits of a sample: 8 or 16.
  public let bitDepth: Int
  /// How EXIF says that the picture is to be turned, 1 (not at all) to 8; see `uprighted()`.
  public let orientation: Int
  private let buffer: PixelBuffer

  public var channels: Int { mode.rawValue }
  /// Width, height, and what PIL would print of it.
  public var description: String { "Image \(width) × \(height), \(mode), \(bitDepth) bits" }

  /// What a C function made.
  init(adopting raw: ci_image, orientation: Int) {
    width = Int(raw.width)
    height = Int(raw.height)
    mode = Mode(rawValue: Int(raw.channels))!
    bitDepth = Int(raw.depth)
    self.orientation = orientation
    buffer = PixelBuffer(adopting: raw.pixels)
  }

  /// An image that `fill` writes all samples of.
  init(
    width: Int, height: Int, mode: Mode, bitDepth: Int = 8, orientation: Int = 1, fill: (UnsafePointer<ci_image>) -> Void
  ) {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    require(
      width > 0 && height > 0 && !overflow && count < 1 << 40, "Image",
      "a picture needs a positive width and height of less than 2⁴⁰ pixels, got \(width) × \(height)")
    self.width = width
    self.height = height
    self.mode = mode
    self.bitDepth = bitDepth
    self.orientation = orientation
    buffer = PixelBuffer(byteCount: count * mode.rawValue * bitDepth / 8)
    withRaw(fill)
  }

  /// An image of `samples`, row by row, the channels of a pixel side by side. Stops when their number is not width × height × channels.
  public init(_ samples: [UInt8], width: Int, height: Int, mode: Mode = .rgb) {
    require(
      samples.count == width * height * mode.rawValue, "Image",
      "\(samples.count) samples are given for \(width) × \(height) pixels of mode \(mode)")
    self.init(width: width, height: height, mode: mode) { raw in
      samples.withUnsafeBytes { raw.pointee.pixels.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    }
  }

  var byteCount: Int { width * height * channels * bitDepth / 8 }

  /// The samples' bytes: rows from the top, the channels of a pixel side by side, 16-bit samples in the processor's byte order.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withExtendedLifetime(buffer) { try body(UnsafeRawBufferPointer(start: buffer.memory, count: byteCount)) }
  }

  /// The image as C functions take it.
  @discardableResult
  func withRaw<R>(_ body: (UnsafePointer<ci_image>) -> R) -> R {
    var raw = ci_image(
      width: Int64(width), height: Int64(height), channels: Int32(channels), depth: Int32(bitDepth), pixels: buffer.memory)
    return withExtendedLifetime(buffer) { withUnsafePointer(to: &raw, body) }
  }

  /// A new image that `kernel` makes from this one; what is not given stays, but moved pixels have no orientation any more.
  func mapped(
    width: Int? = nil, height: Int? = nil, mode: Mode? = nil, bitDepth: Int? = nil, orientation: Int = 1,
    _ kernel: (_ from: UnsafePointer<ci_image>, _ to: UnsafePointer<ci_image>) -> Void
  ) -> Image {
    Image(
      width: width ?? self.width, height: height ?? self.height, mode: mode ?? self.mode, bitDepth: bitDepth ?? self.bitDepth,
      orientation: orientation
    ) { to in withRaw { kernel($0, to) } }
  }
}

extension Image: CustomStringConvertible {}

extension Image: Equatable {
  /// Whether all samples are equal.
  public static func == (a: Image, b: Image) -> Bool {
    (a.width, a.height, a.mode, a.bitDepth) == (b.width, b.height, b.mode, b.bitDepth)
      && a.withUnsafeBytes { a in b.withUnsafeBytes { a.elementsEqual($0) } }
  }
}
