import Foundation
import MartletTestSupport
import MartletVision
import Testing

/// Reading IDX files: what is right is read, whatever is wrong is named.
@Suite struct IDXTests {
  private let folder: TemporaryFolder
  private let pixels = (0..<24).map { UInt8($0 * 10) }

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func readsPlainFiles() throws {
    let path = try folder.write(idx(shape: [2, 3, 4], bytes: pixels), to: "images")
    let (shape, bytes) = try IDX.read(path)
    #expect(shape == [2, 3, 4])
    #expect(bytes == pixels)
  }

  @Test func readsCompressedFiles() throws {
    let many = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = try folder.write(gzip(idx(shape: [200, 1000], bytes: many)), to: "images.gz")
    let (shape, bytes) = try IDX.read(path)
    #expect(shape == [200, 1000])
    #expect(bytes == many)
  }

  @Test func readsSeveralGzipMembersAsOne() throws {
    let whole = idx(shape: [24], bytes: pixels)
    let path = try folder.write(gzip(Array(whole[..<10])) + gzip(Array(whole[10...])), to: "images.gz")
    #expect(try IDX.read(path).bytes == pixels)
  }

  @Test func readsNoElements() throws {
    let path = try folder.write(idx(shape: [0, 28, 28], bytes: []), to: "none")
    let (shape, bytes) = try IDX.read(path)
    #expect(shape == [0, 28, 28])
    #expect(bytes.isEmpty)
  }

  @Test func namesAMissingFile() {
    expectFailure(reading: folder.path + "/nothing", mentions: ["No such file"])
    expectFailure(reading: folder.path, mentions: ["not a regular file"])
  }

  @Test func refusesOtherFormats() throws {
    try expectFailure([], mentions: ["an empty file"])
    try expectFailure([0, 0], mentions: ["00 00", "IDX"])
    try expectFailure(Array("<html>".utf8), mentions: ["3c 68 74 6d", "IDX"])
    // 0x0D: 32-bit floats.
    try expectFailure(idx(type: 0x0D, shape: [2], bytes: pixels), mentions: ["00 00 0d 01", "unsigned bytes"])
  }

  @Test func refusesTruncatedFiles() throws {
    let whole = idx(shape: [2, 3, 4], bytes: pixels)
    try expectFailure(Array(whole.dropLast()), mentions: ["2 × 3 × 4"])
    try expectFailure(Array(whole[..<9]), mentions: ["header", "3 sizes"])
    for count in [1, 4, 8, 12] {
      try expectFailure(Array(gzip(whole).dropLast(count)), mentions: ["whole gzip file"])
    }
    try expectFailure(gzip(Array(whole.dropLast())), mentions: ["the end after 23 bytes", "2 × 3 × 4 bytes"])
  }

  @Test func refusesMoreThanTheHeaderSays() throws {
    let long = idx(shape: [2, 3, 4], bytes: pixels + [7])
    try expectFailure(long, mentions: ["more data after 2 × 3 × 4 bytes"])
    try expectFailure(gzip(long), mentions: ["more data after 2 × 3 × 4 bytes"])
  }

  @Test func refusesDamagedGzipFiles() throws {
    let whole = gzip(idx(shape: [2, 3, 4], bytes: pixels))
    var damaged = whole
    damaged[30] ^= 1  // an element, so that only the checksum tells
    try expectFailure(damaged, mentions: ["damaged data", "incorrect data check"])
    try expectFailure(whole + [1, 2, 3], mentions: ["3 bytes that are no gzip data"])
    try expectFailure([0x1F, 0x8B] + pixels, mentions: ["damaged data"])
  }

  /// Four thousand million images of 4 GB each, in 20 bytes: the sizes overflow, and no memory is taken.
  @Test func refusesSizesThatTheFileCannotHold() throws {
    let most = Int(UInt32.max)
    try expectFailure(idx(shape: [most, most, most], bytes: []), mentions: ["4294967295 × 4294967295"])
    try expectFailure(idx(shape: [most, most, most, 0], bytes: []), mentions: ["4294967295 × 4294967295"])
    try expectFailure(idx(shape: [most], bytes: pixels), mentions: ["4294967295 bytes", "32 bytes"])
    try expectFailure(gzip(idx(shape: [most], bytes: pixels)), mentions: ["compressed bytes"])
  }

  /// A gigabyte of zeros behind an array of 24 elements is not decompressed.
  @Test func stopsAtTheAnnouncedEndOfAGzipBomb() throws {
    let before = ContinuousClock.now
    try expectFailure(
      gzip(idx(shape: [24], bytes: pixels)) + gzipBomb(megabytes: 1024), mentions: ["more data after 24 bytes"])
    #expect(ContinuousClock.now - before < .seconds(5))
  }

  private func expectFailure(_ bytes: [UInt8], mentions words: [String]) throws {
    expectFailure(reading: try folder.write(bytes, to: "broken"), mentions: words)
  }

  /// Reading must throw, and say the file and `words` in one line.
  private func expectFailure(reading path: String, mentions words: [String]) {
    let error = #expect(throws: DataSetError.self) { try IDX.read(path) }
    let message = error?.description ?? ""
    for word in [path] + words { #expect(message.contains(word), "\(message)") }
    #expect(!message.contains("\n"))
  }
}
