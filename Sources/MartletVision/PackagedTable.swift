import Foundation

/// A table of numbers that ships as a resource of this package: comma-separated values, possibly gzip-compressed.
struct PackagedTable {
  /// Row-major, `columns` values a row.
  let values: [Double]

  /// Reads the resource `name`, skipping its first `headerRows` lines, and checks that it has `rows` × `columns`
  /// numbers, each in `range`.
  init(
    _ name: String, headerRows: Int = 0, rows: Int, columns: Int, range: ClosedRange<Double>
  ) throws(DataSetError) {
    let path = Bundle.module.bundlePath + "/Resources/" + name
    let comma = UInt8(ascii: ","), newline = UInt8(ascii: "\n")
    let longestNumber = 16
    var file = try FileContent(path: path)
    let text = try file.readToEnd(limit: (rows + headerRows) * columns * longestNumber)
    var values: [Double] = []
    values.reserveCapacity(rows * columns)
    for (index, line) in text.split(separator: newline).enumerated().dropFirst(headerRows) {
      let numbers = line.split(separator: comma).compactMap { Double(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == columns, numbers.allSatisfy(range.contains) else {
        throw .malformed(
          path: path, found: "\"\(String(decoding: line, as: UTF8.self))\" in line \(index + 1)",
          expected: "\(columns) numbers from \(range.lowerBound) to \(range.upperBound)")
      }
      values += numbers
    }
    guard values.count == rows * columns else {
      throw .malformed(path: path, found: "\(values.count / columns) rows", expected: "\(rows)")
    }
    self.values = values
  }
}
