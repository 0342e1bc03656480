import Foundation

/// The MD5 checksum of RFC 1321.
///
/// The publishers of data sets name their files by it. It recognises a damaged file; it is no protection against a
/// forged one.
public enum MD5 {
  /// The checksum of `bytes` as 32 lower-case hexadecimal digits.
  public static func hexDigest(_ bytes: some Collection<UInt8>) -> String {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    let message = Array(bytes)
    let wholeBlocks = message.count / 64 * 64
    message.withUnsafeBytes { raw in
      for start in stride(from: 0, to: wholeBlocks, by: 64) {
        absorb(UnsafeRawBufferPointer(rebasing: raw[start..<start + 64]), into: &state)
      }
    }
    let tail = padded(message[wholeBlocks...], messageCount: message.count)
    tail.withUnsafeBytes { raw in
      for start in stride(from: 0, to: raw.count, by: 64) {
        absorb(UnsafeRawBufferPointer(rebasing: raw[start..<start + 64]), into: &state)
      }
    }
    let digits = Array("0123456789abcdef")
    return String(
      state.flatMap { word in
        stride(from: 0, to: 32, by: 8).flatMap { shift in
          let byte = Int(word >> UInt32(shift) & 0xFF)
          return [digits[byte >> 4], digits[byte & 15]]
        }
      })
  }

  /// The message's last bytes, a single one bit, zeros, and the message's length in bits as 64 bits.
  private static func padded(_ tail: ArraySlice<UInt8>, messageCount: Int) -> [UInt8] {
    var block = Array(tail) + [0x80]
    while block.count % 64 != 56 { block.append(0) }
    withUnsafeBytes(of: (UInt64(messageCount) &* 8).littleEndian) { block += $0 }
    return block
  }

  private static func absorb(_ block: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    for step in 0..<64 {
      let mixed: UInt32
      let word: Int
      switch step >> 4 {
      case 0: (mixed, word) = ((b & c) | (~b & d), step)
      case 1: (mixed, word) = ((d & b) | (~d & c), (5 &* step &+ 1) & 15)
      case 2: (mixed, word) = (b ^ c ^ d, (3 &* step &+ 5) & 15)
      default: (mixed, word) = (c ^ (b | ~d), (7 &* step) & 15)
      }
      let input = UInt32(littleEndian: block.loadUnaligned(fromByteOffset: 4 &* word, as: UInt32.self))
      let sum = a &+ mixed &+ sines[step] &+ input
      let shift = rotations[(step >> 4) &* 4 &+ (step & 3)]
      (a, d, c, b) = (d, c, b, b &+ ((sum << shift) | (sum >> (32 &- shift))))
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
  }

  private static let rotations: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

  /// `floor(2³² · |sin(i + 1)|)`, which is how the RFC defines its table.
  private static let sines: [UInt32] = (1...64).map { UInt32(abs(sin(Double($0))) * 4_294_967_296) }
}
