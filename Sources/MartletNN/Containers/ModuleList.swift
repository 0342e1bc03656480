import MartletCore

/// Modules in a list: they are found as submodules `0`, `1`, …
/// (https://pytorch.org/docs/stable/generated/torch.nn.ModuleList.html)
public final class ModuleList: Module, Swift.Sequence {
  private var items: [any Layer]

  public init(_ modules: [any Layer] = []) { items = modules }

  public override func namedChildren() -> [(name: String, module: Module)] { items.enumerated().map { ("\($0)", $1) } }
  public var count: Int { items.count }
  public func makeIterator() -> IndexingIterator<[any Layer]> { items.makeIterator() }

  /// Adds a module at the end and returns the list.
  @discardableResult
  public func append(_ module: any Layer) -> Self {
    items.append(module)
    return self
  }
  /// Puts a module before module `i`; negative counts from the end. Stops when `i` is out of range.
  @discardableResult
  public func insert(_ i: Int, _ module: any Layer) -> Self {
    items.insert(module, at: insertionPoint(i, items.count, "ModuleList"))
    return self
  }
  /// Adds modules at the end.
  @discardableResult
  public func extend(_ more: some Swift.Sequence<any Layer>) -> Self {
    items += more
    return self
  }
  /// Takes module `i` out and returns it.
  @discardableResult
  public func pop(_ i: Int = -1) -> any Layer { items.remove(at: position(i, items.count, "ModuleList")) }

  /// Module `i`; negative counts from the end.
  public subscript(_ i: Int) -> any Layer {
    get { items[position(i, items.count, "ModuleList")] }
    set { items[position(i, items.count, "ModuleList")] = newValue }
  }
  /// Some of the modules, shared with this list.
  public subscript(_ range: some RangeExpression<Int>) -> ModuleList { ModuleList(slice(items, range)) }
}
