/// 50,000 training and 10,000 test images of ten classes. (https://www.cs.toronto.edu/~kriz/cifar.html)
///
/// `CIFAR10("data", train: true, download: true)` looks there for `cifar-10-binary.tar.gz` or the unpacked `cifar-10-batches-bin`; without
/// a folder in `$MARTLET_DATA`, `../shared/data` and the cache.
public final class CIFAR10: CIFAR {
  /// What the classes are.
  public static let classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]

  /// - Throws: `DataSetError` that says what to put where when the files cannot be had, or what is wrong with them.
  public init(_ root: String? = nil, train: Bool = true, transform: (any Transform)? = nil, download: Bool = false) throws {
    try super.init(.cifar10, root, train: train, transform: transform, download: download)
  }
}
