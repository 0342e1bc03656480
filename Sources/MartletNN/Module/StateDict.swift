import MartletCore

/// A module's tensors by name, in PyTorch's order.
public struct StateDict: Sequence {
  private var entries: [(name: String, tensor: Tensor)] = []
  private var positions: [String: Int] = [:]

  public init() {}

  /// From pairs, in their order; a later one with the same name replaces an earlier one.
  public init(_ pairs: some Sequence<(String, Tensor)>) { for (n, t) in pairs { self[n] = t } }

  public subscript(_ name: String) -> Tensor? {
    get { positions[name].map { entries[$0].tensor } }
    set {
      if let i = positions[name] {
        if let t = newValue {
          entries[i].tensor = t
        } else {
          entries.remove(at: i)
          positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
        }
      } else if let t = newValue {
        positions[name] = entries.count
        entries.append((name, t))
      }
    }
  }

  public var count: Int { entries.count }
  public var names: [String] { entries.map(\.name) }
  public func makeIterator() -> IndexingIterator<[(name: String, tensor: Tensor)]> { entries.makeIterator() }
  /// As a dictionary, without the order.
  public var dictionary: [String: Tensor] { Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.tensor) }) }
}

/// Why a state dict was not loaded.
public struct StateDictError: Error, CustomStringConvertible {
  public let module: String
  /// Names that the module has and the state dict has not.
  public let missing: [String]
  /// Names that the state dict has and the module has not.
  public let unexpected: [String]
  /// Names whose shapes differ, with both.
  public let mismatched: [(name: String, given: [Int], expected: [Int])]

  public var description: String {
    var lines = ["the state dict does not fit \(module):"]
    if !missing.isEmpty { lines.append("  missing: \(missing.joined(separator: ", "))") }
    if !unexpected.isEmpty { lines.append("  unexpected: \(unexpected.joined(separator: ", "))") }
    for m in mismatched { lines.append("  shape of \(m.name): given \(m.given), expected \(m.expected)") }
    return lines.joined(separator: "\n")
  }
}

extension Module {
  /// All parameters and persistent buffers by their paths, each after `prefix`. They share memory with the module.
  public func stateDict(prefix: String = "") -> StateDict {
    StateDict(allState().compactMap { name, box in
      guard box.isPersistent, let t = box.tensor else { return nil }
      return (prefix + name, t.detach())
    })
  }

  /// Copies tensors into the parameters and buffers of the same names; with `assign` they take over the given tensors' memory and dtype instead.
  ///
  /// - Throws: `StateDictError` with the full paths of what is missing, unexpected or of another shape; then no value was changed.
  ///   Without `strict`, names that only one side has are left alone and returned.
  @discardableResult
  public func loadStateDict(_ dict: [String: Tensor], strict: Bool = true, assign: Bool = false) throws -> (missing: [String], unexpected: [String]) {
    initializeLazyModules(from: dict)
    let own = allState().filter { $0.box.isPersistent && $0.box.tensor != nil }
    let names = Set(own.map(\.name))
    let missing = own.map(\.name).filter { dict[$0] == nil }
    let unexpected = dict.keys.filter { !names.contains($0) }.sorted()
    let mismatched = own.compactMap { name, box -> (name: String, given: [Int], expected: [Int])? in
      guard let given = dict[name], given.shape != box.tensor!.shape else { return nil }
      return (name, given.shape, box.tensor!.shape)
    }
    if !mismatched.isEmpty || strict && !(missing.isEmpty && unexpected.isEmpty) {
      throw StateDictError(
        module: reprName, missing: strict ? missing : [], unexpected: strict ? unexpected : [], mismatched: mismatched)
    }
    noGrad {
      for (name, box) in own {
        guard let given = dict[name] else { continue }
        if assign { box.tensor!.data = given.detach() } else { box.tensor!.copy_(given) }
      }
    }
    return (missing, unexpected)
  }

  /// The same from what `stateDict()` returns.
  @discardableResult
  public func loadStateDict(_ dict: StateDict, strict: Bool = true, assign: Bool = false) throws -> (missing: [String], unexpected: [String]) {
    try loadStateDict(dict.dictionary, strict: strict, assign: assign)
  }
}

extension StateDict {
  /// Takes `prefix` off the names that start with it, such as the `module.` of a checkpoint of a wrapped network.
  /// (`torch.nn.modules.utils.consume_prefix_in_state_dict_if_present`)
  public mutating func consumePrefixIfPresent(_ prefix: String) {
    self = StateDict(map { ($0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : $0.name, $0.tensor) })
  }
}
