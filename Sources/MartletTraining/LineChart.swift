import Foundation

/// Learning curves as a picture: named series of numbers, one a step, in panels side by side.
///
/// ```swift
/// let chart = LineChart(title: "LeNet on MNIST", panels: [
///     .init(yLabel: "loss", series: [.init("train", trainLoss), .init("validation", valLoss)], best: .lowest),
///     .init(
///         yLabel: "accuracy", series: [.init("train", trainAcc), .init("validation", valAcc)], best: .highest,
///         unit: .percent),
/// ])
/// try chart.write(to: "history.svg")
/// ```
public struct LineChart: Sendable {
  /// One curve: the values at the steps 1, 2, 3, …; a value that is not finite, or is beyond 1e300, leaves a gap.
  public struct Series: Sendable {
    /// What the legend calls it.
    public var name: String
    /// The values, one a step.
    public var values: [Double]

    /// A curve through `values`.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// Which value of a curve is the one to have.
  public enum Best: Sendable { case lowest, highest }

  /// How values are written at the axis.
  public enum Unit: Sendable {
    /// As they are.
    case number
    /// Times a hundred, with a percent sign.
    case percent
  }

  /// A pair of axes and the curves between them.
  public struct Panel: Sendable {
    /// What stands beside the vertical axis.
    public var yLabel: String
    /// What stands under the horizontal axis.
    public var xLabel: String
    /// The curves.
    public var series: [Series]
    /// Which value of the last series to mark; nil marks none.
    public var best: Best?
    /// How values are written at the axis.
    public var unit: Unit

    /// A panel with the given curves.
    public init(yLabel: String, xLabel: String = "epoch", series: [Series], best: Best? = nil, unit: Unit = .number) {
      self.yLabel = yLabel
      self.xLabel = xLabel
      self.series = series
      self.best = best
      self.unit = unit
    }
  }

  /// The picture could not be written.
  public struct WriteError: Error, CustomStringConvertible {
    /// Where it was to be written.
    public let path: String
    /// What the system said.
    public let reason: String
    /// One line that says where and why.
    public var description: String { "\(path): the picture cannot be written: \(reason)" }
  }

  /// What stands above the panels.
  public var title: String
  /// The panels, from left to right.
  public var panels: [Panel]

  /// A chart of the given panels.
  public init(title: String, panels: [Panel]) {
    self.title = title
    self.panels = panels
  }

  /// Writes the chart as an SVG file, which appears whole or not at all.
  ///
  /// - Throws: `LineChart.WriteError`.
  public func write(to path: String) throws(WriteError) {
    do {
      try Data(svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw WriteError(path: path, reason: error.localizedDescription)
    }
  }
}
