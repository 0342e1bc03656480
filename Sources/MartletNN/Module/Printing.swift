import MartletCore

extension Module: CustomStringConvertible {
  /// PyTorch's tree: `Sequential(\n  (0): Linear(in_features=3, …)\n)`.
  public var description: String {
    Module.$isPrinting.withValue(true) {
      let extra = extraRepr.isEmpty ? [] : extraRepr.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let rows = reprRows()
      let name = (Parametrize.isParametrized(self) ? "Parametrized" : "") + reprName
      if rows.isEmpty && extra.count <= 1 { return "\(name)(\(extra.first ?? ""))" }
      return "\(name)(\n  " + (extra + rows).joined(separator: "\n  ") + "\n)"
    }
  }

  /// While a tree is printed, reading a parameter must not change anything: spectral norm then leaves its vectors alone.
  @TaskLocal static var isPrinting = false

  /// A row a submodule; in a list, neighbours that look alike share one: `(0-1): 2 x Linear(…)`.
  private func reprRows() -> [String] {
    let children = reprChildren().map { (name: $0.name, text: $0.module.description) }
    if reprName != "ModuleList" { return children.map { "(\($0.name)): " + indented($0.text) } }
    var runs: [(first: String, last: String, count: Int, text: String)] = []
    for c in children {
      if let r = runs.last, r.text == c.text {
        runs[runs.count - 1] = (r.first, c.name, r.count + 1, r.text)
      } else {
        runs.append((c.name, c.name, 1, c.text))
      }
    }
    return runs.map { r in
      r.count == 1 ? "(\(r.first)): " + indented(r.text) : "(\(r.first)-\(r.last)): \(r.count) x " + indented(r.text)
    }
  }

  private func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
  }

  /// Arrays and dictionaries of modules show as PyTorch's ModuleList and ModuleDict would.
  private func reprChildren() -> [(name: String, module: Module)] {
    var out: [(name: String, module: Module)] = []
    for (name, module) in submodules() {
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
