/// The parameters of a function as PyTorch names them, written `conv1d(input, weight, bias, stride)`.
///
/// A parameter `*size` takes all further positional arguments, or one list or tuple; what follows it is given by name only.
struct Signature: Sendable {
  let name: String
  let parameters: [String]
  private let restIndex: Int?

  init(_ text: String) {
    guard let open = text.firstIndex(of: "("), text.last == ")" else {
      fatalError("the registry's line '\(text)' is not of the form name(parameter, parameter)")
    }
    name = String(text[..<open])
    let words = text[text.index(after: open)...].dropLast().split(separator: ",").map { $0.drop { $0 == " " } }
    restIndex = words.firstIndex { $0.first == "*" }
    parameters = words.map { String($0.first == "*" ? $0.dropFirst() : $0) }
  }

  /// Each parameter's argument; nil when the call gives one that the signature does not have.
  func bind(_ arguments: Arguments) -> [String: Arg]? {
    var bound: [String: Arg] = [:]
    for (i, arg) in arguments.positional.prefix(restIndex ?? .max).enumerated() {
      guard i < parameters.count else { return nil }
      bound[parameters[i]] = arg
    }
    if let restIndex {
      let rest = Array(arguments.positional.dropFirst(restIndex))
      if !rest.isEmpty { bound[parameters[restIndex]] = rest.count == 1 && rest[0].elements != nil ? rest[0] : .tuple(rest) }
    }
    for (name, value) in arguments.named {
      guard parameters.contains(name), bound[name] == nil else { return nil }
      bound[name] = value
    }
    return bound
  }
}
