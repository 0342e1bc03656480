import MartletCore

/// What makes one batch, on whichever thread; nil when an iterable data set has ended.
typealias BatchWork<Batch> = () throws -> Batch?

/// Where a loader's batches come from.
struct BatchSource<Batch> {
  /// Batches and samples of a pass, where that is known beforehand.
  let count: Int?, sampleCount: Int?
  /// Starts a pass with these random streams: each call of the result, on the consumer's thread, gives the work of the next batch, and nil at the end.
  let start: (RandomStreams) -> () -> BatchWork<Batch>?

  /// A batch for every entry of `batches`; `fetch` also gets the place in the pass of the first sample.
  init(
    sampleCount: Int, batches: any Sequence<[Int]>, _ fetch: @escaping ([Int], _ place: Int, RandomStreams) throws -> Batch
  ) {
    count = batches.underestimatedCount
    self.sampleCount = sampleCount
    start = { streams in
      let next = iterate(batches)
      var place = 0
      return {
        guard let indices = next() else { return nil }
        let first = place
        place += indices.count
        return { try fetch(indices, first, streams) }
      }
    }
  }

  /// Batches of consecutive samples.
  init<D: IterableDataset>(
    _ dataset: D, batchSize: Int, dropLast: Bool, _ collate: @escaping ([D.Element]) throws -> Batch
  ) {
    sampleCount = dataset.count
    count = sampleCount.map { dropLast ? $0 / batchSize : ($0 + batchSize - 1) / batchSize }
    start = { streams in
      let reader = SerialReader(dataset.samples(), batchSize: batchSize, streams)
      var number = 0
      return {
        defer { number += 1 }
        return { [number] in
          let samples = try reader.batch(number)
          if samples.isEmpty || (dropLast && samples.count < batchSize) { return nil }
          return try streams.batch(number * batchSize) { try collate(samples) }
        }
      }
    }
  }
}

private func iterate<S: Sequence>(_ sequence: S) -> () -> S.Element? {
  var iterator = sequence.makeIterator()
  return { iterator.next() }
}
