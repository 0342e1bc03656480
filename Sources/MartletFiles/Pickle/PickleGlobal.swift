import MartletCore

/// All names that a pickle may use: each makes plain data. Whatever else a file asks for is refused by its name, and nothing is ever run.
enum PickleGlobal: String {
  case orderedDict = "collections.OrderedDict"
  case rebuildTensor = "torch._utils._rebuild_tensor"
  case rebuildTensor2 = "torch._utils._rebuild_tensor_v2"
  case rebuildTensor3 = "torch._utils._rebuild_tensor_v3"
  case rebuildParameter = "torch._utils._rebuild_parameter"
  case size = "torch.Size"
  case device = "torch.device"
  case untypedStorage = "torch.storage.UntypedStorage"
  case floatStorage = "torch.FloatStorage"
  case doubleStorage = "torch.DoubleStorage"
  case halfStorage = "torch.HalfStorage"
  case bfloat16Storage = "torch.BFloat16Storage"
  case charStorage = "torch.CharStorage"
  case byteStorage = "torch.ByteStorage"
  case shortStorage = "torch.ShortStorage"
  case intStorage = "torch.IntStorage"
  case longStorage = "torch.LongStorage"
  case boolStorage = "torch.BoolStorage"
  case float32 = "torch.float32"
  case float64 = "torch.float64"
  case float16 = "torch.float16"
  case bfloat16 = "torch.bfloat16"
  case int8 = "torch.int8"
  case uint8 = "torch.uint8"
  case int16 = "torch.int16"
  case int32 = "torch.int32"
  case int64 = "torch.int64"
  case bool = "torch.bool"
  case set = "builtins.set"
  case byteArray = "builtins.bytearray"
  case encode = "_codecs.encode"
  case array = "numpy.ndarray"
  case arrayType = "numpy.dtype"
  case reconstruct = "numpy.core.multiarray._reconstruct"
  case scalar = "numpy.core.multiarray.scalar"
  case fromBuffer = "numpy.core.numeric._frombuffer"

  init?(module: String, name: String) {
    let module = PickleGlobal.otherNames[module] ?? module
    self.init(rawValue: module + "." + name)
  }

  /// Modules that moved: NumPy 2's and Python 2's names.
  private static let otherNames = [
    "numpy._core.multiarray": "numpy.core.multiarray", "numpy._core.numeric": "numpy.core.numeric", "__builtin__": "builtins",
  ]

  /// The elements of a typed storage.
  var storageDType: DType? {
    switch self {
    case .floatStorage: .float32
    case .doubleStorage: .float64
    case .halfStorage: .float16
    case .bfloat16Storage: .bfloat16
    case .charStorage: .int8
    case .byteStorage: .uint8
    case .shortStorage: .int16
    case .intStorage: .int32
    case .longStorage: .int64
    case .boolStorage: .bool
    default: nil
    }
  }

  static func storage(of dtype: DType) -> PickleGlobal {
    switch dtype {
    case .float32: .floatStorage
    case .float64: .doubleStorage
    case .float16: .halfStorage
    case .bfloat16: .bfloat16Storage
    case .int8: .charStorage
    case .uint8: .byteStorage
    case .int16: .shortStorage
    case .int32: .intStorage
    case .int64: .longStorage
    case .bool: .boolStorage
    }
  }

  /// `torch.float32` and its like.
  var dtype: DType? {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .float16: .float16
    case .bfloat16: .bfloat16
    case .int8: .int8
    case .uint8: .uint8
    case .int16: .int16
    case .int32: .int32
    case .int64: .int64
    case .bool: .bool
    default: nil
    }
  }
}
