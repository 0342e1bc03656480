import MartletCore

/// Modules by name, in the order in which they were added (a dictionary literal's order).
public final class ModuleDict: Module, Swift.Sequence {
  private var items: [(name: String, module: any Layer)] = []

  public init(_ modules: KeyValuePairs<String, any Layer> = [:]) { items = modules.map { ($0.key, $0.value) } }

  public override func namedChildren() -> [(name: String, module: Module)] { items.map { ($0.name, $0.module) } }
  public var count: Int { items.count }
  public var keys: [String] { items.map(\.name) }
  public func makeIterator() -> IndexingIterator<[(name: String, module: any Layer)]> { items.makeIterator() }

  /// The module of this name. Stops when there is none; assigning adds or replaces.
  public subscript(_ name: String) -> any Layer {
    get {
      guard let found = items.first(where: { $0.name == name }) else {
        fail("ModuleDict", "there is no module named '\(name)', only \(keys)")
      }
      return found.module
    }
    set {
      if let i = items.firstIndex(where: { $0.name == name }) { items[i].module = newValue } else { items.append((name, newValue)) }
    }
  }
}
