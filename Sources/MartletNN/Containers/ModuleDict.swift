import MartletCore

/// Modules by name, in the order in which they were added (a dictionary literal's order).
/// (https://pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html)
public final class ModuleDict: Module, Swift.Sequence {
  private var items: [(name: String, module: any Layer)] = []

  public init(_ modules: KeyValuePairs<String, any Layer> = [:]) {
    super.init()
    for (name, module) in modules { self[name] = module }
  }

  public override func namedChildren() -> [(name: String, module: Module)] { items.map { ($0.name, $0.module) } }
  public var count: Int { items.count }
  public var keys: [String] { items.map(\.name) }
  public var values: [any Layer] { items.map(\.module) }
  public func contains(_ name: String) -> Bool { items.contains { $0.name == name } }
  public func makeIterator() -> IndexingIterator<[(name: String, module: any Layer)]> { items.makeIterator() }

  /// The module of this name. Stops when there is none; assigning adds or replaces.
  public subscript(_ name: String) -> any Layer {
    get { items[index(name)].module }
    set {
      if let i = items.firstIndex(where: { $0.name == name }) { items[i].module = newValue } else { items.append((name, newValue)) }
    }
  }

  /// Adds or replaces several.
  public func update(_ modules: KeyValuePairs<String, any Layer>) { for (name, module) in modules { self[name] = module } }
  /// Takes the module of this name out and returns it. Stops when there is none.
  @discardableResult
  public func pop(_ name: String) -> any Layer { items.remove(at: index(name)).module }
  /// Takes all modules out.
  public func clear() { items = [] }

  private func index(_ name: String) -> Int {
    guard let i = items.firstIndex(where: { $0.name == name }) else {
      fail("ModuleDict", "there is no module named '\(name)', only \(keys)")
    }
    return i
  }
}
