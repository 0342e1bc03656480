import Foundation

/// One axis of a panel: the interval that it covers, its round numbers, and how they are written.
struct LineChartAxis {
  let low: Double
  let high: Double
  let ticks: [Double]
  let labels: [String]

  /// The axis of the steps 1 to `count`.
  init(steps count: Int) {
    if count > 1 {
      let last = Double(count)
      // Round numbers cover more than the steps; what lies outside is no step.
      ticks = Self.ticks(from: 1, to: last, count: 9, integers: true).filter { (1...last).contains($0) }
      (low, high) = (1, last)
    } else {
      (low, high, ticks) = (0.5, 1.5, [1])
    }
    labels = ticks.map { NumberText.grouped(Int($0)) }
  }

  /// An axis that covers `values`, from zero when they come near it.
  init(values: [Double], unit: LineChart.Unit) {
    var low = values.min() ?? 0, high = values.max() ?? 1
    if high - low <= 1e-9 * max(abs(low), abs(high)) {
      // A constant, up to rounding, runs through the middle.
      let room = low == 0 ? 1 : abs(low) / 10
      (low, high) = (low - room, high + room)
    } else if low > 0, low < high / 2 {
      low = 0
    }
    ticks = Self.ticks(from: low, to: high, count: 7)
    self.low = ticks[0]
    self.high = ticks[ticks.count - 1]
    let step = ticks[1] - ticks[0]
    labels = ticks.map { NumberText.tick($0, step: step, unit: unit) }
  }

  /// Where `value` lies between the ends, 0 to 1.
  func position(_ value: Double) -> Double { (value - low) / (high - low) }

  /// At most `count` round numbers that cover `low` to `high`: multiples of 1, 2, 2.5 or 5 times a power of ten.
  private static func ticks(from low: Double, to high: Double, count: Int, integers: Bool = false) -> [Double] {
    let span = high - low
    let smallest = integers ? 1 : pow(10, log10(span / Double(count)).rounded(.down))
    for decade in 0... {
      for factor in [1, 2, 2.5, 5] {
        let step = smallest * factor * pow(10, Double(decade))
        if integers, step != step.rounded() { continue }
        let first = (low / step).rounded(.down), last = (high / step).rounded(.up)
        if last - first < Double(count) {
          return stride(from: first, through: last, by: 1).map { $0 * step }
        }
      }
    }
    return [low, high]
  }
}

extension NumberText {
  /// A number at an axis, with as many decimals as tell it from its neighbours `step` away.
  static func tick(_ value: Double, step: Double, unit: LineChart.Unit) -> String {
    let (value, step, sign) = unit == .percent ? (value * 100, step * 100, "%") : (value, step, "")
    guard step >= 1e-4, abs(value) < 1e6 else {
      return String(format: "%.4g", value).replacing(/e([+-])0*/) { "e\($0.1 == "-" ? "-" : "")" } + sign
    }
    var decimals = 0
    var scaled = step
    while decimals < 5, abs(scaled - scaled.rounded()) > 1e-6 * scaled {
      decimals += 1
      scaled *= 10
    }
    return String(format: "%.\(decimals)f", value) + sign
  }
}
