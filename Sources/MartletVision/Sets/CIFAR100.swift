/// 50,000 training and 10,000 test images of a hundred classes. (https://www.cs.toronto.edu/~kriz/cifar.html)
///
/// Targets are the fine labels. `CIFAR100("data", train: true, download: true)` looks there for `cifar-100-binary.tar.gz` or the unpacked
/// `cifar-100-binary`; without a folder in `$MARTLET_DATA`, `../shared/data` and the cache.
public final class CIFAR100: CIFAR {
  /// - Throws: `DataSetError` that says what to put where when the files cannot be had, or what is wrong with them.
  public init(_ root: String? = nil, train: Bool = true, transform: (any Transform)? = nil, download: Bool = false) throws {
    try super.init(.cifar100, root, train: train, transform: transform, download: download)
  }
}
