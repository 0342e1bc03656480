/// The 150 irises that ship inside the package, as plain numbers.
///
/// Source: R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7 (1936), in the
/// order in which scikit-learn's `load_iris` has it.
public enum IrisData {
  /// How many flowers there are, 50 of each species.
  public static let count = 150
  /// What the columns of the features are, in centimetres.
  public static let featureNames = ["sepal length", "sepal width", "petal length", "petal width"]
  /// The species that the labels 0, 1, 2 stand for.
  public static let classNames = ["setosa", "versicolor", "virginica"]

  /// Reads the features, `(N, 4)` in row-major order, and the labels, `(N)`.
  ///
  /// - Throws: `DataSetError` when the package's resource is missing or damaged.
  public static func load() throws(DataSetError) -> (features: [Float], labels: [UInt8]) {
    let columns = featureNames.count + 1
    let table = try PackagedTable("iris.csv", headerRows: 1, rows: count, columns: columns, range: 0...10)
    var features: [Float] = []
    var labels: [UInt8] = []
    for start in stride(from: 0, to: table.values.count, by: columns) {
      let end = start + columns - 1
      features += table.values[start..<end].lazy.map { Float($0) }
      labels.append(UInt8(table.values[end]))
    }
    return (features, labels)
  }
}
