import Foundation

extension LineChart {
  /// The chart as a self-contained SVG document, which follows the viewer's light or dark theme.
  public var svg: String {
    let width = Layout.margin * 2 + Double(max(panels.count, 1)) * Layout.panelWidth
    let height = Layout.titleHeight + Layout.panelHeight
    let names = panels.map(\.yLabel).joined(separator: ", ")
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(px(width))" height="\(px(height))" \
      viewBox="0 0 \(px(width)) \(px(height))" role="img">
      """,
      "<title>\(escaped(title))</title>",
      "<desc>\(escaped("Learning curves: \(names)"))</desc>",
      Layout.style,
      "<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"8\"/>",
      "<text class=\"title\" x=\"\(px(Layout.margin + Layout.left))\" y=\"32\">\(escaped(title))</text>",
    ]
    for (index, panel) in panels.enumerated() {
      let x = Layout.margin + Double(index) * Layout.panelWidth
      lines.append("<g transform=\"translate(\(px(x)) \(px(Layout.titleHeight)))\">")
      lines += PanelDrawing(panel).lines
      lines.append("</g>")
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }
}

/// Sizes in pixels, and what things look like.
private enum Layout {
  static let margin = 10.0
  static let titleHeight = 44.0
  static let panelWidth = 450.0, panelHeight = 330.0
  static let left = 72.0, right = 20.0, top = 34.0, bottom = 54.0
  static let plotWidth = panelWidth - left - right, plotHeight = panelHeight - top - bottom
  /// Keeps the first and last points off the frame.
  static let inset = 12.0
  /// The mean width of a character of the small text.
  static let characterWidth = 6.6

  /// Told apart by readers who see no red or green too (Okabe and Ito, 2008).
  static let colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"]

  static let style = """
    <style>
    text { font: 12px system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif }
    text { fill: #57606a }
    .title { font-size: 17px; font-weight: 600; fill: #1f2328 }
    .best { font-weight: 600; fill: #1f2328; stroke: #ffffff; stroke-width: 4px }
    .best { paint-order: stroke; stroke-linejoin: round }
    .ground { fill: #ffffff }
    .grid { stroke: #e4e8ec; stroke-width: 1 }
    .axis { stroke: #8c959f; stroke-width: 1 }
    .curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
    .ring { fill: none; stroke-width: 1.5 }
    @media (prefers-color-scheme: dark) {
      text { fill: #9198a1 }
      .title { fill: #f0f6fc }
      .best { fill: #f0f6fc; stroke: #0d1117 }
      .ground { fill: #0d1117 }
      .grid { stroke: #262c36 }
      .axis { stroke: #656c76 }
    }
    </style>
    """
}

/// Draws one panel, its origin at the panel's top left corner.
private struct PanelDrawing {
  private let panel: LineChart.Panel
  private let xAxis: LineChartAxis
  private let yAxis: LineChartAxis
  private let stepCount: Int

  init(_ panel: LineChart.Panel) {
    self.panel = panel
    stepCount = panel.series.map(\.values.count).max() ?? 0
    xAxis = LineChartAxis(steps: stepCount)
    yAxis = LineChartAxis(values: panel.series.flatMap(\.values).filter(isDrawable), unit: panel.unit)
  }

  var lines: [String] {
    grid + axisNames + legend + panel.series.indices.flatMap(curve) + bestMark
  }

  private func x(_ step: Int) -> Double {
    Layout.left + Layout.inset + xAxis.position(Double(step)) * (Layout.plotWidth - 2 * Layout.inset)
  }

  private func y(_ value: Double) -> Double {
    Layout.top + (1 - yAxis.position(value)) * Layout.plotHeight
  }

  private var grid: [String] {
    let right = Layout.left + Layout.plotWidth, bottom = Layout.top + Layout.plotHeight
    let horizontal = zip(yAxis.ticks, yAxis.labels).flatMap { tick, label in
      [
        line("grid", Layout.left, y(tick), right, y(tick)),
        text(label, x: Layout.left - 8, y: y(tick) + 4, anchor: "end"),
      ]
    }
    let vertical = zip(xAxis.ticks, xAxis.labels).flatMap { tick, label in
      let position = x(Int(tick))
      return [
        line("axis", position, bottom, position, bottom + 5),
        text(label, x: position, y: bottom + 19, anchor: "middle"),
      ]
    }
    return horizontal + vertical + [line("axis", Layout.left, bottom, right, bottom)]
  }

  private var axisNames: [String] {
    let middle = Layout.top + Layout.plotHeight / 2
    return [
      text(
        panel.xLabel, x: Layout.left + Layout.plotWidth / 2, y: Layout.top + Layout.plotHeight + 41, anchor: "middle"),
      text(panel.yLabel, x: 14, y: middle, anchor: "middle", more: "transform=\"rotate(-90 14 \(px(middle)))\""),
    ]
  }

  private var legend: [String] {
    var position = Layout.left + Layout.inset
    return panel.series.enumerated().flatMap { index, series in
      defer { position += 46 + Double(series.name.count) * Layout.characterWidth }
      return [
        line("curve", position, 14, position + 20, 14, stroke: color(index)),
        circle(position + 10, 14, radius: 3, "fill=\"\(color(index))\""),
        text(series.name, x: position + 27, y: 18, anchor: "start"),
      ]
    }
  }

  private func curve(_ index: Int) -> [String] {
    var path = ""
    var points: [String] = []
    var isPenDown = false
    let radius = min(3, 0.3 * Layout.plotWidth / Double(max(stepCount, 1)))
    for (offset, value) in panel.series[index].values.enumerated() {
      guard isDrawable(value) else {
        isPenDown = false
        continue
      }
      path += "\(isPenDown ? "L" : "M")\(px(x(offset + 1))) \(px(y(value)))"
      isPenDown = true
      // Closer together, points would hide the line.
      if radius >= 1.5 { points.append(circle(x(offset + 1), y(value), radius: radius)) }
    }
    return ["<path class=\"curve\" stroke=\"\(color(index))\" d=\"\(path)\"/>"]
      + (points.isEmpty ? [] : ["<g fill=\"\(color(index))\">"] + points + ["</g>"])
  }

  private var bestMark: [String] {
    guard let best = panel.best, let series = panel.series.last else { return [] }
    let candidates = series.values.enumerated().filter { isDrawable($0.element) }
    let isBetter: (Double, Double) -> Bool = best == .lowest ? (<) : (>)
    guard let (offset, value) = candidates.min(by: { isBetter($0.element, $1.element) }) else { return [] }

    let label = "\(valueText(value)) at \(panel.xLabel) \(offset + 1)"
    let halfWidth = Double(label.count) * Layout.characterWidth / 2
    let centre = min(max(x(offset + 1), Layout.left + halfWidth + 4), Layout.left + Layout.plotWidth - halfWidth - 4)
    // Curves come down to a lowest value and up to a highest one: the room is on the other side.
    let baseline =
      best == .lowest
      ? max(y(value) - 16, Layout.top + 14) : min(y(value) + 26, Layout.top + Layout.plotHeight - 8)
    return [
      circle(x(offset + 1), y(value), radius: 6.5, "class=\"ring\" stroke=\"\(color(panel.series.count - 1))\""),
      text(label, x: centre, y: baseline, anchor: "middle", more: "class=\"best\""),
    ]
  }

  private func valueText(_ value: Double) -> String {
    switch panel.unit {
    case .number: NumberText.metric(value, name: "")
    case .percent: String(format: "%.2f%%", value * 100)
    }
  }

  private func color(_ index: Int) -> String { Layout.colors[index % Layout.colors.count] }
}

/// Whether a value has a place on an axis: also not those so large that the distance of two is infinite.
private func isDrawable(_ value: Double) -> Bool { abs(value) < 1e300 }

// MARK: SVG's words

private func line(
  _ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String? = nil
) -> String {
  let color = stroke.map { " stroke=\"\($0)\"" } ?? ""
  return "<line class=\"\(style)\"\(color) x1=\"\(px(x1))\" y1=\"\(px(y1))\" x2=\"\(px(x2))\" y2=\"\(px(y2))\"/>"
}

private func circle(_ x: Double, _ y: Double, radius: Double, _ attributes: String = "") -> String {
  "<circle \(attributes) cx=\"\(px(x))\" cy=\"\(px(y))\" r=\"\(px(radius))\"/>"
}

private func text(_ content: String, x: Double, y: Double, anchor: String, more: String = "") -> String {
  "<text \(more) x=\"\(px(x))\" y=\"\(px(y))\" text-anchor=\"\(anchor)\">\(escaped(content))</text>"
}

/// A length with at most two decimals, whatever the locale.
private func px(_ value: Double) -> String {
  let rounded = (value * 100).rounded() / 100
  return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}

/// Text as XML can hold it: markup escaped, and control characters, which XML forbids, left out.
private func escaped(_ text: String) -> String {
  String(text.unicodeScalars.reduce(into: "".unicodeScalars) { result, scalar in
    switch scalar {
    case "&": result.append(contentsOf: "&amp;".unicodeScalars)
    case "<": result.append(contentsOf: "&lt;".unicodeScalars)
    case ">": result.append(contentsOf: "&gt;".unicodeScalars)
    case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
    case _ where scalar.value < 0x20 && scalar != "\t" && scalar != "\n": break
    default: result.append(scalar)
    }
  })
}
