/// The format of MNIST's files: a magic number, the sizes of an array, and its elements.
///
/// Four bytes `0, 0, type, rank` come first, then `rank` sizes as big-endian 32-bit integers, then the elements in
/// row-major order. Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
public enum IDX {
  private static let unsignedBytes: UInt8 = 0x08

  /// Reads an array of unsigned bytes from the file at `path`, which may be gzip-compressed.
  ///
  /// Never holds more than the file can justify: a size that the file cannot contain is refused before memory is taken,
  /// and decompression stops one byte after the announced end.
  ///
  /// - Returns: the array's shape, outermost size first, and its elements in row-major order.
  /// - Throws: `DataSetError.inaccessible`, or `.malformed` for a wrong magic number, an element type other than
  ///   unsigned bytes, a truncated or damaged file, or one that goes on after the last element.
  public static func read(_ path: String) throws(DataSetError) -> (shape: [Int], bytes: [UInt8]) {
    var file = try FileContent(path: path)
    let shape = try readShape(&file)
    let announced = shape.map(String.init).joined(separator: " × ") + " bytes"

    let headerCount = 4 + 4 * shape.count
    // A size of 0 does not hide that the others are endless: whoever makes a tensor of them multiplies those.
    let product = shape.reduce(1) { product, size in
      let (partial, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
      return overflow ? Int.max : partial
    }
    let count = shape.contains(0) ? 0 : product
    guard product < Int.max, count <= file.capacity - headerCount else {
      throw .malformed(
        path: path, found: "a header that announces \(announced) in a file of \(file.sizeDescription)",
        expected: "as many as it announces")
    }
    let bytes = try file.read(count)
    guard bytes.count == count else {
      throw .malformed(path: path, found: "the end after \(bytes.count) bytes of data", expected: announced)
    }
    try file.expectEnd(after: announced)
    return (shape, bytes)
  }

  private static func readShape(_ file: inout FileContent) throws(DataSetError) -> [Int] {
    let magic = try file.read(4)
    guard magic.count == 4, magic[0] == 0, magic[1] == 0, magic[2] == unsignedBytes, magic[3] > 0 else {
      throw .malformed(
        path: file.path, found: magic.isEmpty ? "an empty file" : "the first bytes \(hexadecimal(magic))",
        expected: "an IDX file of unsigned bytes (00 00 08 and the number of sizes)")
    }
    let sizes = try file.read(4 * Int(magic[3]))
    guard sizes.count == 4 * Int(magic[3]) else {
      throw .malformed(
        path: file.path, found: "the end within the header", expected: "\(magic[3]) sizes of four bytes")
    }
    return stride(from: 0, to: sizes.count, by: 4).map { start in
      sizes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
