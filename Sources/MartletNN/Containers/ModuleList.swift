import MartletCore

/// Modules in a list: they are found as submodules `0`, `1`, …
public final class ModuleList: Module, Swift.Sequence {
  private var items: [any Layer]

  public init(_ modules: [any Layer] = []) { items = modules }

  public override func namedChildren() -> [(name: String, module: Module)] { items.enumerated().map { ("\($0)", $1) } }
  public var count: Int { items.count }
  public func makeIterator() -> IndexingIterator<[any Layer]> { items.makeIterator() }
  public func append(_ module: any Layer) { items.append(module) }
  public subscript(_ i: Int) -> any Layer {
    get { items[position(i, items.count, "ModuleList")] }
    set { items[position(i, items.count, "ModuleList")] = newValue }
  }
}
