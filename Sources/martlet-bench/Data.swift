import Martlet

extension Workload {
  /// An epoch of 50,000 rows of 784 numbers and their classes in batches of 64.
  private static func epoch(_ name: String, shuffle: Bool, numWorkers: Int) -> Workload {
    Workload("data/" + name) {
      let ds = TensorDataset(Tensor.randn(50_000, 784), Tensor.randint(0, 10, [50_000]))
      let loader = DataLoader(ds, batchSize: 64, shuffle: shuffle, numWorkers: numWorkers)
      return { for (x, y) in loader { use([x, y]) } }
    }
  }

  static var data: [Workload] { [
    epoch("tensors_64", shuffle: false, numWorkers: 0),
    epoch("tensors_64_shuffled", shuffle: true, numWorkers: 0),
    epoch("tensors_64_shuffled_2_workers", shuffle: true, numWorkers: 2),
  ] }
}
