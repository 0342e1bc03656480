import MartletCore

/// A sample, or a part of one, that can be put together with others into a batch.
public protocol Collatable {
  associatedtype Batch
  static func collate(_ samples: [Self]) -> Batch
}

extension Tensor: Collatable {
  /// Samples of one shape, stacked along a new first dim.
  public static func collate(_ samples: [Tensor]) -> Tensor { Tensor.stack(samples) }
}
extension Int: Collatable {
  public static func collate(_ samples: [Int]) -> Tensor { Tensor(samples) }
}
extension Double: Collatable {
  public static func collate(_ samples: [Double]) -> Tensor { Tensor(samples, dtype: .float64) }
}
extension Float: Collatable {
  public static func collate(_ samples: [Float]) -> Tensor { Tensor(samples) }
}
extension Bool: Collatable {
  public static func collate(_ samples: [Bool]) -> Tensor { Tensor(samples) }
}
extension String: Collatable {
  public static func collate(_ samples: [String]) -> [String] { samples }
}

/// Collates tuples part by part.
struct TupleCollator<each Part: Collatable> {
  static func collate(_ samples: [(repeat each Part)]) -> (repeat (each Part).Batch) {
    var columns = (repeat [each Part]())
    for s in samples { columns = (repeat (each columns) + [each s]) }
    return (repeat (each Part).collate(each columns))
  }
}
