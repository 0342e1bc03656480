import MartletCore

extension Module: CustomStringConvertible {
  /// PyTorch's tree: `Sequential(\n  (0): Linear(in_features=3, …)\n)`.
  public var description: String {
    let rows = reprChildren().map { "(\($0.name)): " + indented($0.module.description) }
    let extra = extraRepr
    if rows.isEmpty { return "\(reprName)(\(extra))" }
    let lines = (extra.isEmpty ? [] : [extra]) + rows
    return "\(reprName)(\n  " + lines.joined(separator: "\n  ") + "\n)"
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
  }

  /// Arrays and dictionaries of modules show as PyTorch's ModuleList and ModuleDict would.
  private func reprChildren() -> [(name: String, module: Module)] {
    var out: [(name: String, module: Module)] = []
    for (name, module) in namedChildren() {
      guard let dot = name.firstIndex(of: ".") else {
        out.append((name, module))
        continue
      }
      let head = String(name[..<dot]), tail = String(name[name.index(after: dot)...])
      if let i = out.firstIndex(where: { $0.name == head }), let group = out[i].module as? ReprGroup {
        group.items.append((tail, module))
      } else {
        let group = ReprGroup()
        group.items = [(tail, module)]
        out.append((head, group))
      }
    }
    return out
  }
}

/// Stands for an array or a dictionary of modules while a tree is printed.
private final class ReprGroup: Module {
  var items: [(name: String, module: Module)] = []
  override var reprName: String { items.allSatisfy { Int($0.name) != nil } ? "ModuleList" : "ModuleDict" }
  override func namedChildren() -> [(name: String, module: Module)] { items }
}

/// Python's spelling of what layers show: `(3, 3)`, `True`, `0.5`, `1e-05`.
enum Python {
  static func tuple(_ v: [Int]) -> String { v.count == 1 ? "(\(v[0]),)" : "(" + v.map(String.init).joined(separator: ", ") + ")" }
  static func bool(_ v: Bool) -> String { v ? "True" : "False" }
  static func float(_ v: Double) -> String {  // Swift writes 1e-05 as Python does
    return "\(v)"
  }
  /// A number that the user may have written as an int: 1.0 shows as 1.0.
  static func intOrTuple(_ v: [Int]) -> String { v.count == 1 ? "\(v[0])" : tuple(v) }
}
