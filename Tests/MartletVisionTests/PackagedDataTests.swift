import Martlet
import Testing

/// The data sets that ship inside the package. The expected numbers are those of scikit-learn's `load_digits` and
/// `load_iris`.
@Suite struct PackagedDataTests {
  @Test func digitsAreScikitLearns() throws {
    let (images, labels) = try DigitsData.load()
    #expect(images.count == DigitsData.count * DigitsData.side * DigitsData.side)
    #expect(labels.count == DigitsData.count)
    #expect(images.max() == DigitsData.maximum)
    #expect(Array(images[..<8]) == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect(Array(labels[..<10]) == Array(0...9))
    // hashlib.md5(load_digits().images.astype("uint8").tobytes()), and of target
    #expect(MD5.hexDigest(images) == "fa70cba135d4cdd4cde65da70dbffde2")
    #expect(MD5.hexDigest(labels) == "96ecbac7ce6c9c7e9f9f82160cffba40")
  }

  @Test func irisIsScikitLearns() throws {
    let (features, labels) = try IrisData.load()
    #expect(features.count == IrisData.count * IrisData.featureNames.count)
    #expect(Array(features[..<4]) == [5.1, 3.5, 1.4, 0.2])
    #expect(Array(features.suffix(4)) == [5.9, 3.0, 5.1, 1.8])
    // load_iris().data.sum(0)
    for (column, sum) in [876.5, 458.6, 563.7, 179.9].enumerated() {
      let values = stride(from: column, to: features.count, by: 4).map { Double(features[$0]) }
      #expect(abs(values.reduce(0, +) - sum) < 1e-4)
    }
    #expect(labels == (0..<3).flatMap { [UInt8](repeating: $0, count: 50) })
    #expect(IrisData.classNames == ["setosa", "versicolor", "virginica"])
  }

  @Test func irisesComeInBatches() throws {
    let iris = try Iris()
    let (x, y) = iris[149]
    #expect(iris.count == 150 && x.toArray(Float.self) == [5.9, 3.0, 5.1, 1.8] && y.item() == 2 && y.dtype == .int64)
    for (xb, yb) in DataLoader(iris, batchSize: 50) { #expect(xb.shape == [50, 4] && yb.min().equal(yb.max())) }
  }
}
