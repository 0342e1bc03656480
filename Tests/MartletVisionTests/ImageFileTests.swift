import Foundation
import Martlet
import MartletTestSupport
import Testing

/// Reading and writing JPEG and PNG files.
@Suite struct ImageFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [Image.Mode.gray, .grayAlpha, .rgb, .rgbAlpha])
  func pngComesBackExactly(mode: Image.Mode) throws {
    let image = formulaPicture.converted(to: mode), path = folder.path + "/a.png"
    try image.save(path)
    #expect(try Image(path) == image)
  }

  @Test func jpegComesBackClosely() throws {
    // A smooth picture: differences of a JPEG file grow with its detail.
    let samples: [UInt8] = (0..<4096).map { i in UInt8(i / 64 + i % 64) }
    let ramp = Image(samples, width: 64, height: 64, mode: .gray)
    let back = try Image(encoded: ramp.encoded(as: .jpeg, quality: 95))
    #expect(back.mode == .gray)
    let difference = back.tensor.to(.int32) - ramp.tensor.to(.int32)
    #expect(difference.abs().max().item() <= 4)
  }

  /// `PIL.Image.fromarray(numpy.array([[0, 1, 255, 256, 65535]], 'uint16')).save(f, 'PNG')`
  @Test func readsSixteenBits() throws {
    let bytes = try #require(
      Data(base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAUAAAABEAAAAABjBedsAAAAE0lEQVR4nGNgYGBgZPjPyPD/PwAIDgMAUF58+wAAAABJRU5ErkJggg=="))
    let image = try Image(encoded: [UInt8](bytes))
    #expect(image.bitDepth == 16)
    #expect(image.tensor.toArray(Int.self) == [0, 1, 255, 256, 65535])
    #expect(TF.toTensor(image).toArray(Double.self).last == 1)
    #expect(image.eightBit.tensor.toArray(Int.self) == [0, 0, 0, 1, 255])
    #expect(try Image(encoded: image.encoded(as: .png)) == image)
  }

  /// Palette, one bit, grey with alpha, progressive and subsampled JPEG: as PIL decoded them.
  @Test(.enabled(if: GoldenFile.exists("vision/cases")))
  func decodesRecordedFiles() throws {
    let golden = try GoldenFile("vision/cases")
    let inputs = try #require(golden.head["inputs"] as? [GoldenFile.Case])
    #expect(inputs.count >= 11)
    for input in inputs {
      let file = try #require(input["file"] as? String), key = try #require(input["pixels"] as? String)
      let image = try Image("../shared/golden/vision/" + file)
      let difference = image.tensor.to(.int32) - golden.tensor(key).to(.int32)
      #expect(difference.abs().max().item() <= input["atol"] as? Double ?? 0, "\(file)")
    }
  }

  /// EXIF's eight orientations of a picture whose upright form is `formulaPicture`.
  @Test(arguments: 1...8)
  func turnsAsExifSays(orientation: Int) throws {
    let tensor = formulaPicture.tensor
    // Row 0 and column 0 of the file lie on these sides of the picture: the inverse of what `uprighted` has to do.
    let stored: Tensor =
      switch orientation {
      case 2: tensor.flip(2)
      case 3: tensor.flip(1, 2)
      case 4: tensor.flip(1)
      case 5: tensor.transpose(1, 2)
      case 6: tensor.transpose(1, 2).flip(1)
      case 7: tensor.transpose(1, 2).flip(1, 2)
      case 8: tensor.transpose(1, 2).flip(2)
      default: tensor
      }
    let image = try Image(encoded: withExif(orientation, try Image(stored).encoded(as: .png)))
    #expect(image.orientation == orientation)
    #expect(image.tensor.equal(stored))
    #expect(image.uprighted() == formulaPicture)
  }

  /// The same of a JPEG file, where EXIF stands in a marker of its own, here in little-endian TIFF.
  @Test(arguments: 1...8)
  func turnsJPEGsAsExifSays(orientation: Int) throws {
    let jpeg = try formulaPicture.encoded(as: .jpeg), plain = try Image(encoded: jpeg)
    let tiff: [UInt8] = Array("II".utf8) + [42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0, 0]
    let content = Array("Exif".utf8) + [0, 0] + tiff
    let image = try Image(encoded: Array(jpeg[..<2]) + [0xFF, 0xE1, 0, UInt8(content.count + 2)] + content + jpeg[2...])
    #expect(image.orientation == orientation && image == plain)
    #expect(image.uprighted().width == (orientation < 5 ? 40 : 30))
  }

  @Test func refusesWhatIsNoImage() throws {
    let png = try formulaPicture.encoded(as: .png), jpeg = try formulaPicture.encoded(as: .jpeg)
    try expectFailure([], "is empty")
    try expectFailure(Array("<html>".utf8), "neither a JPEG nor a PNG")
    try expectFailure(Array(png.dropLast(40)), "no readable PNG file")
    try expectFailure(Array(jpeg.dropLast(200)), "no readable JPEG file")
    var damaged = png
    damaged[60] ^= 0xFF
    try expectFailure(damaged, "no readable PNG file")
    expectFailure(reading: folder.path + "/nothing.png", "No such file")
  }

  /// 60,000 × 60,000 pixels in a few hundred bytes: refused before memory is taken for them.
  @Test func refusesSizesThatTheFileCannotHold() throws {
    let side: [UInt8] = [0, 0, 0xEA, 0x60]
    let header = Array("IHDR".utf8) + side + side + [8, 2, 0, 0, 0]
    let png = Array(try formulaPicture.encoded(as: .png))
    try expectFailure(Array(png[..<12]) + header + pngChecksum(header) + png[33...], "60000 × 60000 pixels")
    var jpeg = try formulaPicture.encoded(as: .jpeg)
    let frame = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: side[2...] + side[2...])
    try expectFailure(jpeg, "60000 × 60000 pixels")
  }

  /// Behind the header stands an eXIf chunk that announces 1.8 GB, for which libpng would take memory.
  @Test func refusesChunksThatTheFileCannotHold() throws {
    let png = Array(try formulaPicture.encoded(as: .png)), length: [UInt8] = [0x6D, 0x44, 0x43, 0x56]
    try expectFailure(Array(png[..<33]) + length + Array("eXIf".utf8) + png[33...], "stops in the middle")
  }

  @Test func saysWhatAFileCannotHold() throws {
    let alpha = formulaPicture.converted(to: .rgbAlpha)
    #expect(throws: ImageError.self) { try alpha.save(folder.path + "/a.jpg") }
    #expect(throws: ImageError.self) { try formulaPicture.save(folder.path + "/a.bmp") }
    #expect(throws: ImageError.self) { try formulaPicture.save(folder.path + "/none/a.png") }
  }

  private func expectFailure(_ bytes: [UInt8], _ words: String) throws {
    expectFailure(reading: try folder.write(bytes, to: "broken"), words)
  }

  private func expectFailure(reading path: String, _ words: String) {
    let error = #expect(throws: ImageError.self) { try Image(path) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix(path) && message.contains(words), "\(message)")
  }
}

/// A PNG file with an eXIf chunk behind its header: one entry, the orientation, in big-endian TIFF.
private func withExif(_ orientation: Int, _ png: [UInt8]) -> [UInt8] {
  let tiff: [UInt8] = Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0, 0, 0, 0, 0]
  let chunk = Array("eXIf".utf8) + tiff
  return Array(png[..<33]) + [0, 0, 0, UInt8(tiff.count)] + chunk + pngChecksum(chunk) + png[33...]
}

/// The CRC of a chunk's name and data.
private func pngChecksum(_ bytes: [UInt8]) -> [UInt8] {
  let crc = referenceCRC32(bytes)
  return stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: crc >> UInt32($0)) }
}
