import MartletCore

/// Collates tuples part by part.
struct TupleCollator<each Part: Collatable> {
  static func collate(_ samples: [(repeat each Part)]) -> (repeat (each Part).Batch) {
    let columns = (repeat Column<each Part>(capacity: samples.count))
    for s in samples { repeat (each columns).append(each s) }
    return (repeat (each columns).collated())
  }
}

/// The samples' values of one part. A class, since the arrays of a tuple of any length cannot be appended to in place.
private final class Column<Part: Collatable> {
  private var values: [Part] = []

  init(capacity: Int) { values.reserveCapacity(capacity) }
  func append(_ value: Part) { values.append(value) }
  func collated() -> Part.Batch { Part.collate(values) }
}
