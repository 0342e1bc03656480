import MartletCore

/// A sample, or a part of one, that can be put together with others into a batch (`torch.utils.data.default_collate`).
///
/// Tensors are stacked, numbers become a tensor, strings an array; arrays and dictionaries are collated entry by entry, tuples part by part. A type
/// of one's own joins in by conforming. (https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate)
public protocol Collatable: SendableMetatype {
  associatedtype Batch
  static func collate(_ samples: [Self]) -> Batch
}

extension Tensor: Collatable {
  /// Samples of one shape, stacked along a new first dim.
  public static func collate(_ samples: [Tensor]) -> Tensor { Tensor.stack(samples) }
}
extension Collatable where Self: TensorElement {
  /// A tensor of shape (N) and of the numbers' own dtype.
  public static func collate(_ samples: [Self]) -> Tensor { Tensor(samples, shape: [samples.count], dtype: nativeDType) }
}
extension Int: Collatable {}
extension Int8: Collatable {}
extension Int16: Collatable {}
extension Int32: Collatable {}
extension Int64: Collatable {}
extension UInt8: Collatable {}
extension Float: Collatable {}
extension Double: Collatable {}
extension Bool: Collatable {}

extension String: Collatable {
  public static func collate(_ samples: [String]) -> [String] { samples }
}

extension Array: Collatable where Element: Collatable {
  /// Entry `i` of the batch collates the entries `i` of all samples. Stops when the samples differ in length.
  public static func collate(_ samples: [[Element]]) -> [Element.Batch] {
    let count = samples.first?.count ?? 0
    for s in samples { require(s.count == count, "collate", "arrays of \(count) and of \(s.count) entries do not make a batch") }
    return (0..<count).map { i in Element.collate(samples.map { $0[i] }) }
  }
}

extension Dictionary: Collatable where Value: Collatable {
  /// Each key's values, collated. Stops when a sample lacks a key of the first one.
  public static func collate(_ samples: [[Key: Value]]) -> [Key: Value.Batch] {
    var batch: [Key: Value.Batch] = [:]
    for key in samples.first.map({ Array($0.keys) }) ?? [] {
      batch[key] = Value.collate(
        samples.map { s in
          guard let value = s[key] else { fail("collate", "a sample has no entry \(key), the first one of the batch has") }
          return value
        })
    }
    return batch
  }
}
