/// The 1,797 handwritten digits of 8×8 pixels that ship inside the package, as plain numbers.
///
/// Source: E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository, the
/// test part, in the order in which scikit-learn's `load_digits` has it.
public enum DigitsData {
  /// How many images there are.
  public static let count = 1797
  /// Rows, and columns, of an image.
  public static let side = 8
  /// The largest value of a pixel: 0 is paper, 16 is ink.
  public static let maximum: UInt8 = 16

  /// Reads the images, `(N, 8, 8)` in row-major order, and their labels from 0 to 9, `(N)`.
  ///
  /// - Throws: `DataSetError` when the package's resource is missing or damaged.
  public static func load() throws(DataSetError) -> (images: [UInt8], labels: [UInt8]) {
    let columns = side * side + 1
    let table = try PackagedTable("digits.csv.gz", rows: count, columns: columns, range: 0...Double(maximum))
    var images: [UInt8] = []
    var labels: [UInt8] = []
    images.reserveCapacity(count * side * side)
    labels.reserveCapacity(count)
    for start in stride(from: 0, to: table.values.count, by: columns) {
      let end = start + columns - 1
      images += table.values[start..<end].lazy.map { UInt8($0) }
      labels.append(UInt8(table.values[end]))
    }
    return (images, labels)
  }
}
