import Foundation

/// Lays out the averages of a profile: names to the left, numbers to the right.
struct ProfileTable {
  private struct Column {
    let title: String
    var isText = false
    let cell: (FunctionAverage) -> String
  }

  let text: String

  init(_ rows: [FunctionAverage], of all: KeyAverages) {
    let sum = all.selfCpuTimeTotal
    let columns = ProfileTable.columns(sum, memory: all.recordsMemory, shapes: all.groupsByShape)
    let cells = rows.map { row in columns.map { $0.cell(row) } }
    let widths = columns.indices.map { i in cells.reduce(columns[i].title.count) { max($0, $1[i].count) } }

    func line(_ cells: [String]) -> String {
      zip(cells, zip(widths, columns)).map { cell, place in
        let (width, column) = place
        let space = String(repeating: " ", count: width - cell.count)
        return column.isText ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    let lines = [rule, line(columns.map(\.title)), rule] + cells.map(line) + [rule, "Self CPU time total: \(ProfileTable.time(sum))"]
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func columns(_ sum: Double, memory: Bool, shapes: Bool) -> [Column] {
    func percent(_ time: Double) -> String { String(format: "%.2f%%", sum > 0 ? time / sum * 100 : 0) }
    var columns = [
      Column(title: "Name", isText: true) { $0.key },
      Column(title: "Kind", isText: true) { $0.kind.rawValue },
      Column(title: "Pass", isText: true) { $0.pass.rawValue },
      Column(title: "Self CPU %") { percent($0.selfCpuTimeTotal) },
      Column(title: "Self CPU") { time($0.selfCpuTimeTotal) },
      Column(title: "CPU total %") { percent($0.cpuTimeTotal) },
      Column(title: "CPU total") { time($0.cpuTimeTotal) },
      Column(title: "CPU time avg") { time($0.cpuTime) },
      Column(title: "# of Calls") { String($0.count) },
      Column(title: "Bytes") { size($0.bytes) },
      Column(title: "GFLOP/s") { $0.flops > 0 ? String(format: "%.1f", $0.flopsPerSecond / 1e9) : "--" },
    ]
    if memory {
      columns.append(Column(title: "CPU Mem") { size($0.cpuMemoryUsage) })
      columns.append(Column(title: "Self CPU Mem") { size($0.selfCpuMemoryUsage) })
    }
    if shapes { columns.append(Column(title: "Input Shapes", isText: true) { "\($0.inputShapes)" }) }
    return columns
  }

  /// Microseconds in the unit that keeps the number short, as PyTorch prints them.
  private static func time(_ us: Double) -> String {
    if us >= 1e6 { return String(format: "%.3fs", us / 1e6) }
    return us >= 1e3 ? String(format: "%.3fms", us / 1e3) : String(format: "%.3fus", us)
  }

  private static func size(_ bytes: Int) -> String {
    let units = [("GB", 30), ("MB", 20), ("KB", 10)]
    guard let (unit, shift) = units.first(where: { bytes >> $0.1 > 0 }) else { return "\(bytes) B" }
    return String(format: "%.2f \(unit)", Double(bytes) / Double(1 << shift))
  }
}
