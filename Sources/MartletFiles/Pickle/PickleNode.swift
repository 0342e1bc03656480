import MartletCore

/// An object of a pickle. Objects refer to each other by their number in the machine's list, so that neither circles nor deep nesting
/// can hurt when they are freed.
typealias NodeID = Int

///
/// Large ones are kept elsewhere: a pickle may have millions of small ones.
enum PickleNode {
  case none
  case bool(Bool)
  case int(Int)
  /// A number beyond 64 bits, in little-endian two's complement.
  case bigInt([UInt8])
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case tuple([NodeID])
  case list(NodeList)
  case set(NodeList)
  case dictionary(NodeDictionary)
  /// A name that is on the list of those that a pickle may use.
  case global(PickleGlobal)
  indirect case storage(StorageRecord)
  indirect case tensor(TensorRecord)
  case arrayType(ArrayType)
  case array(ArrayRecord)

  var kindName: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .int, .bigInt: "an int"
    case .double: "a float"
    case .string: "a string"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list"
    case .set: "a set"
    case .dictionary: "a dictionary"
    case .global(let g): g.rawValue
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .arrayType: "a NumPy dtype"
    case .array: "a NumPy array"
    }
  }
}

/// What a pickle can still append to after others refer to it.
final class NodeList {
  var items: [NodeID]
  init(_ items: [NodeID] = []) { self.items = items }
}
final class NodeDictionary {
  var entries: [(key: NodeID, value: NodeID)] = []
}

/// A tensor's memory, by its name in the file.
struct StorageRecord: Hashable {
  let key: String
  /// nil: bytes without a type of their own.
  let dtype: DType?
  /// Elements, or bytes when there is no dtype.
  let count: Int

  var byteCount: Int { count * (dtype?.itemSize ?? 1) }
}

/// A tensor as a view of a storage, checked to lie inside.
struct TensorRecord {
  let storage: StorageRecord
  let dtype: DType
  let offset: Int
  let size: [Int], stride: [Int]
  var requiresGrad: Bool
  var isParameter = false
}

/// NumPy's name of an element type.
struct ArrayType: Equatable {
  let dtype: DType
  let isBigEndian: Bool

  /// From the text of `dtype.str`: `<f4`, `|b1`, `>i8`. nil for a type that no tensor has.
  init?(_ text: String) {
    var code = Substring(text)
    var big = false
    if let first = code.first, "<>=|".contains(first) {
      big = first == ">"
      code = code.dropFirst()
    }
    guard let dtype = ArrayType.codes[String(code)] else { return nil }
    self.dtype = dtype
    isBigEndian = big && dtype.itemSize > 1
  }

  init(_ dtype: DType, isBigEndian: Bool) {
    self.dtype = dtype
    self.isBigEndian = isBigEndian
  }

  private static let codes: [String: DType] = [
    "b1": .bool, "u1": .uint8, "i1": .int8, "i2": .int16, "i4": .int32, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
  ]

  /// NumPy's text for a tensor's dtype; nil for bfloat16, which NumPy lacks.
  static func code(_ dtype: DType) -> String? {
    guard let code = codes.first(where: { $0.value == dtype })?.key else { return nil }
    return (dtype.itemSize == 1 ? "|" : "<") + code
  }
}

/// A NumPy array; its elements are the bytes of another node.
final class ArrayRecord {
  var shape: [Int] = []
  var type: ArrayType?
  var isFortran = false
  var data: NodeID?
}
