import Martlet

/// The arguments of one call by parameter name, read by a line of the registry in the types that Martlet takes.
///
/// An argument of a kind that the Swift function cannot be given ends the attempt as `notWritable`: such a call would not compile.
/// The call notes what was read, so that an argument that a line overlooks fails the case instead of passing by luck.
final class Call {
  private let signature: Signature
  private let arguments: [String: Arg]
  let pool: TensorPool
  private var read: Set<String> = []
  /// Stands for the first argument when an in-place form runs on a copy of it.
  var replacedFirst: Tensor?
  /// How the first argument of a recurrent layer is to be packed.
  var packing: Packing? {
    get {
      read.insert("pack")
      return givenPacking
    }
    set { givenPacking = newValue }
  }
  private var givenPacking: Packing?

  init?(_ signature: Signature, _ arguments: Arguments, _ pool: TensorPool) {
    guard let bound = signature.bind(arguments) else { return nil }
    self.signature = signature
    self.arguments = bound
    self.pool = pool
  }

  /// Arguments that were given but never asked for.
  var unread: [String] { (arguments.keys + (givenPacking == nil ? [] : ["pack"])).filter { !read.contains($0) }.sorted() }

  /// The argument of this name; nil when absent or None.
  subscript(name: String) -> Arg? {
    guard signature.parameters.contains(name) else {
      Worker.give(.failed("the registry's line for \(signature.name) reads '\(name)', which its signature lacks"))
    }
    read.insert(name)
    if case .none? = arguments[name] { return nil }
    return arguments[name]
  }

  /// Whether the call gives this argument, be it None.
  func has(_ name: String) -> Bool { arguments[name] != nil }

  /// Whether the argument is a word where it might be numbers.
  func isString(_ name: String) -> Bool { if case .string? = arguments[name] { true } else { false } }

  /// Reads a flag that Martlet's function does not have; any but this value fails the case.
  func supports(_ name: String, only value: Bool) {
    if bool(name, value) != value { Worker.give(.failed("Martlet's form has no parameter \(name)")) }
  }

  /// Reads a word of which Martlet knows only this one.
  func supports(_ name: String, only value: String) {
    if let word = optionalString(name), word != value { Worker.give(.failed("Martlet's form has no \(name) '\(word)'")) }
  }

  private func need<T>(_ name: String, _ value: T?) -> T {
    guard let value else { notWritable("\(name): an argument is required") }
    return value
  }

  private func wrong(_ name: String, _ arg: Arg, _ wanted: String) -> Never {
    notWritable("\(name): Martlet takes \(wanted), the call gives \(arg.kind)")
  }

  /// Ends the attempt: a Swift program with this call would not compile.
  func notWritable(_ reason: String) -> Never { Worker.give(.notWritable("\(signature.name): \(reason)")) }

  // MARK: Tensors

  /// The first argument, a tensor.
  var x: Tensor { tensor(signature.parameters[0]) }
  /// The second argument, a tensor.
  var y: Tensor { tensor(signature.parameters[1]) }

  func tensor(_ name: String) -> Tensor { need(name, optionalTensor(name)) }

  func optionalTensor(_ name: String) -> Tensor? { self[name].map { tensor(name, $0) } }

  func tensors(_ name: String) -> [Tensor] {
    let arg = need(name, self[name])
    guard let elements = arg.elements else { wrong(name, arg, "tensors") }
    return elements.map { tensor(name, $0) }
  }

  func tensor(_ name: String, _ arg: Arg) -> Tensor {
    if let x = replacedFirst, name == signature.parameters[0] { return x }
    guard case .tensor(let t) = arg else { wrong(name, arg, "a tensor") }
    do {
      return try pool.input(t)
    } catch {
      Worker.give(.failed("\(error)"))
    }
  }

  /// A tensor or a number, where PyTorch takes both.
  enum Operand {
    case tensor(Tensor)
    case number(Scalar)
  }

  func operand(_ name: String) -> Operand {
    let arg = need(name, self[name])
    if case .tensor = arg { return .tensor(tensor(name, arg)) }
    return .number(number(name, arg))
  }

  func optionalOperand(_ name: String) -> Operand? { self[name].map { _ in operand(name) } }

  // MARK: Numbers and other values

  func number(_ name: String) -> Scalar { need(name, optionalNumber(name)) }
  func number(_ name: String, _ otherwise: Scalar) -> Scalar { optionalNumber(name) ?? otherwise }
  func optionalNumber(_ name: String) -> Scalar? { self[name].map { number(name, $0) } }

  func numbers(_ name: String) -> [Scalar] {
    self[name].map { ($0.elements ?? [$0]).map { number(name, $0) } } ?? []
  }

  private func number(_ name: String, _ arg: Arg) -> Scalar {
    switch arg {
    case .int(let n): .int(n)
    case .float(let x): .double(x)
    case .bool(let b): .bool(b)
    default: wrong(name, arg, "a number")
    }
  }

  func double(_ name: String) -> Double { number(name).double }
  func double(_ name: String, _ otherwise: Double) -> Double { optionalNumber(name)?.double ?? otherwise }
  func optionalDouble(_ name: String) -> Double? { optionalNumber(name)?.double }

  func int(_ name: String) -> Int { need(name, optionalInt(name)) }
  func int(_ name: String, _ otherwise: Int) -> Int { optionalInt(name) ?? otherwise }
  func optionalInt(_ name: String) -> Int? {
    self[name].map { arg in
      guard case .int(let n) = arg else { wrong(name, arg, "an int") }
      return n
    }
  }

  /// An int, or the value of a 0-d tensor, which a Swift program reads with `item`.
  func intOrItem(_ name: String) -> Int {
    guard case .tensor(let t) = operand(name) else { return int(name) }
    if t.ndim > 0 || t.dtype.isFloatingPoint { notWritable("\(name): a tensor of shape \(t.shape) and dtype \(t.dtype) is no int") }
    return t.item(as: Int.self)
  }

  /// An int or a list of ints.
  func ints(_ name: String) -> [Int] { need(name, optionalInts(name)) }
  func ints(_ name: String, _ otherwise: [Int]) -> [Int] { optionalInts(name) ?? otherwise }
  func optionalInts(_ name: String) -> [Int]? {
    self[name].map { arg in
      (arg.elements ?? [arg]).map { part in
        guard case .int(let n) = part else { wrong(name, part, "ints") }
        return n
      }
    }
  }

  func bool(_ name: String, _ otherwise: Bool = false) -> Bool {
    guard let arg = self[name] else { return otherwise }
    guard case .bool(let b) = arg else { wrong(name, arg, "a Bool") }
    return b
  }

  func optionalString(_ name: String) -> String? {
    self[name].map { arg in
      guard case .string(let s) = arg else { wrong(name, arg, "a name") }
      return s
    }
  }
  func string(_ name: String) -> String { need(name, optionalString(name)) }

  func dtype(_ name: String) -> DType { need(name, optionalDType(name)) }
  func optionalDType(_ name: String) -> DType? {
    self[name].map { arg in
      guard case .dtype(let d) = arg else { wrong(name, arg, "a DType") }
      return d
    }
  }

  /// One of an enum's cases by PyTorch's string for it.
  func choice<T>(_ name: String, _ cases: KeyValuePairs<String, T>) -> T? {
    optionalString(name).map { s in
      guard let found = cases.first(where: { $0.key == s }) else { notWritable("\(name): no case is called '\(s)'") }
      return found.value
    }
  }
}
