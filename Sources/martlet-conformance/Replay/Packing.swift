import Martlet

/// How a case wraps its first argument: as sequences of these lengths, in any order.
struct Packing: Sendable {
  private let lengths: [Int]
  private let batchFirst: Bool

  init(_ json: JSON) throws {
    lengths = try (json["lengths"]?.array).orFormatError("lengths").map { try $0.int.orFormatError("lengths") }
    batchFirst = json["batch_first"]?.bool ?? false
  }

  func packed(_ x: Tensor) -> PackedSequence { packPaddedSequence(x, lengths: lengths, batchFirst: batchFirst, enforceSorted: false) }
  func padded(_ y: PackedSequence) -> Tensor { padPackedSequence(y, batchFirst: batchFirst).0 }
}
