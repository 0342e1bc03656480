import ArgumentParser
import Martlet

/// `martlet inspect`: what is in a file of tensors.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List names, shapes, dtypes and sizes of what a checkpoint holds.",
    discussion: "Reads PyTorch's files (.pt, old and new), safetensors and their indices, .npy, .npz and pickles of NumPy arrays.")

  @Argument(help: "The file.")
  var file: String

  func run() throws {
    var rows: [[String]] = []
    var bytes = 0, elements = 0, tensors = 0
    Inspect.walk(try load(file), "") { name, value in
      guard case .tensor(let t) = value.kind else {
        rows.append([name, "", "", "", String("\(value)".prefix(60))])
        return
      }
      tensors += 1
      elements += t.numel
      bytes += t.numel * t.dtype.itemSize
      rows.append([name, "\(t.dtype)", "\(t.shape)", Inspect.size(t.numel * t.dtype.itemSize), t.isContiguous ? "" : "strides \(t.stride)"])
    }
    let head = ["name", "dtype", "shape", "size", ""]
    let widths = head.indices.map { i in ([head] + rows).map { $0[i].count }.max() ?? 0 }
    for row in [head] + rows {
      let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      print(String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed()))
    }
    print("\(tensors) tensors, \(elements) elements, \(Inspect.size(bytes))")
  }

  /// Visits what is no list, tuple or dictionary, under its path.
  static func walk(_ value: Value, _ path: String, _ visit: (String, Value) -> Void) {
    func step(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
    switch value.kind {
    case .dictionary(let entries): for e in entries { walk(e.value, step("\(e.key)"), visit) }
    case .list(let items), .tuple(let items): for (i, item) in items.enumerated() { walk(item, step("\(i)"), visit) }
    default: visit(path, value)
    }
  }

  static func size(_ bytes: Int) -> String {
    var amount = Double(bytes)
    for unit in ["B", "KiB", "MiB"] {
      if amount < 1024 { return unit == "B" ? "\(bytes) B" : "\(Double(Int(amount * 10)) / 10) \(unit)" }
      amount /= 1024
    }
    return "\(Double(Int(amount * 10)) / 10) GiB"
  }
}
