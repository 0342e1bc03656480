import Martlet
import MartletFiles

/// An argument or a result that is not a tensor, as the golden format writes it.
indirect enum Arg {
  case tensor(TensorArg)
  case int(Int)
  case float(Double)
  case bool(Bool)
  case string(String)
  case none
  case list([Arg])
  case tuple([Arg])
  case dtype(DType)
  case slice(start: Int?, stop: Int?, step: Int?)
  case ellipsis
  case callable(String)
  case module(ModuleArg)
}

/// A tensor by the key of its values, perhaps as a strided view of another.
struct TensorArg {
  let key: String
  let requiresGrad: Bool
  let strided: Strided?

  struct Strided {
    let shape: [Int]
    let stride: [Int]
    let offset: Int
    let storage: String
  }
}

/// A module by its name and the arguments of its constructor.
struct ModuleArg {
  let name: String
  let arguments: Arguments
}

/// The arguments of a call.
struct Arguments {
  var positional: [Arg]
  var named: [(name: String, value: Arg)]

  /// From an object with `args` and `kwargs`.
  init(_ json: JSON) throws {
    positional = try (json["args"]?.array ?? []).map(Arg.init)
    named = try (json["kwargs"]?.object ?? []).map { ($0.key, try Arg($0.value)) }
  }

  init(positional: [Arg], named: [(name: String, value: Arg)] = []) {
    self.positional = positional
    self.named = named
  }
}

extension Arg {
  init(_ json: JSON) throws {
    guard let first = json.object?.first else { throw FormatError("an argument is not an object: \(json)") }
    let value = first.value
    func parts() throws -> [Arg] { try (value.array ?? []).map(Arg.init) }
    switch first.key {
    case "tensor": self = .tensor(try TensorArg(json))
    case "int": self = .int(try value.int.orFormatError("int"))
    case "float": self = .float(try value.double.orFormatError("float"))
    case "bool": self = .bool(try value.bool.orFormatError("bool"))
    case "str": self = .string(try value.string.orFormatError("str"))
    case "none": self = .none
    case "list": self = .list(try parts())
    case "tuple": self = .tuple(try parts())
    case "dtype": self = .dtype(try value.string.flatMap(DType.init(name:)).orFormatError("dtype"))
    case "slice":
      let p = value.array ?? []
      guard p.count == 3 else { throw FormatError("a slice needs three parts") }
      self = .slice(start: p[0].int, stop: p[1].int, step: p[2].int)
    case "ellipsis": self = .ellipsis
    case "callable": self = .callable(try value.string.orFormatError("callable"))
    case "module": self = .module(try ModuleArg(value))
    default: throw FormatError("unknown kind of argument '\(first.key)'")
    }
  }

  /// The elements of a list or tuple.
  var elements: [Arg]? {
    switch self {
    case .list(let a), .tuple(let a): a
    default: nil
    }
  }

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .tensor: "a tensor"
    case .int: "an int"
    case .float: "a float"
    case .bool: "a bool"
    case .string(let s): "the string '\(s)'"
    case .none: "None"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dtype: "a dtype"
    case .slice: "a slice"
    case .ellipsis: "an ellipsis"
    case .callable(let name): "the function \(name)"
    case .module(let module): "the module \(module.name)"
    }
  }
}

extension TensorArg {
  init(_ json: JSON) throws {
    key = try (json["tensor"]?.string).orFormatError("tensor")
    requiresGrad = json["requires_grad"]?.bool ?? false
    strided = try json["strided"].map { s in
      Strided(
        shape: try (s["shape"]?.array?.compactMap(\.int)).orFormatError("shape"),
        stride: try (s["stride"]?.array?.compactMap(\.int)).orFormatError("stride"),
        offset: try (s["offset"]?.int).orFormatError("offset"),
        storage: try (s["storage"]?.string).orFormatError("storage"))
    }
  }
}

extension ModuleArg {
  init(_ json: JSON) throws {
    name = try (json["module"]?.string).orFormatError("module")
    arguments = try Arguments(json["init"].orFormatError("init"))
  }
}

extension DType {
  /// By PyTorch's name, as in `float32`.
  init?(name: String) {
    guard let dtype = DType.allCases.first(where: { $0.description == name }) else { return nil }
    self = dtype
  }
}

extension Optional {
  /// The value, or an error that names the field which lacks it.
  func orFormatError(_ field: String) throws -> Wrapped {
    guard let self else { throw FormatError("the field '\(field)' is missing or of the wrong kind") }
    return self
  }
}
