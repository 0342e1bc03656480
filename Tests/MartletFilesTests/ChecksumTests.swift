import MartletFiles
import MartletTestSupport
import Testing

/// The CRC-32 of zip archives.
@Suite struct ChecksumTests {
  @Test func knownValues() {
    func crc(_ text: String) -> UInt32 { Array(text.utf8).withUnsafeBytes { crc32(of: $0) } }
    // The check value of the catalogue of CRCs, and zlib.crc32(b"a" * 1000) in Python.
    #expect(crc("") == 0 && crc("123456789") == 0xCBF4_3926)
    #expect(crc(String(repeating: "a", count: 1000)) == 0x9A38_DA03)
  }

  @Test func everyLengthAndAlignment() {
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 3) }
    for start in 0..<17 {
      for count in stride(from: 0, through: 600, by: start % 3 + 1) {
        let found = bytes.withUnsafeBytes { crc32(of: UnsafeRawBufferPointer(rebasing: $0[start..<start + count])) }
        #expect(found == referenceCRC32(bytes[start..<start + count]), "\(count) bytes from \(start)")
      }
    }
  }
}
