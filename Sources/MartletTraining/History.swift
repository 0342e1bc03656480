/// The losses and metrics of a training run by name, one value an epoch: `train_loss`, `val_acc`, …
public struct History: Sendable {
  /// In the order in which they first appeared.
  public private(set) var names: [String] = []
  private var values: [String: [Double]] = [:]

  /// The values of a name, nil when it was never computed.
  public subscript(_ name: String) -> [Double]? { values[name] }

  mutating func append(_ name: String, _ value: Double) {
    if values[name] == nil { names.append(name) }
    values[name, default: []].append(value)
  }

  /// The learning curve: a panel for the loss and one for each metric, training beside validation.
  public func chart(title: String) -> LineChart {
    let kinds = names.map { $0.split(separator: "_", maxSplits: 1).last.map(String.init) ?? $0 }
    var seen: [String] = []
    for k in kinds where !seen.contains(k) { seen.append(k) }
    return LineChart(
      title: title,
      panels: seen.map { kind in
        let series = [("train", "train_\(kind)"), ("validation", "val_\(kind)")].compactMap { label, name in
          values[name].map { LineChart.Series(label, $0) }
        }
        let isAccuracy = kind.hasSuffix("acc")
        return LineChart.Panel(
          yLabel: kind == "acc" ? "accuracy" : kind, series: series, best: isAccuracy ? .highest : .lowest,
          unit: isAccuracy ? .percent : .number)
      })
  }
}
