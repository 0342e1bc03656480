import MartletCore
import MartletData
import MartletNN
import MartletOptim

/// The training loop: epochs over batches with a progress bar, validation, metrics, a history and its picture.
///
/// ```swift
/// let trainer = Trainer(net, loss: CrossEntropyLoss(), optimizer: Adam(net.parameters()), metrics: [Accuracy()])
/// let history = try trainer.fit(train, validation: val, epochs: 5, plot: "history.svg")
/// ```
public final class Trainer {
  public typealias Batches = DataLoader<(Tensor, Tensor)>

  private let net: any Layer
  private let loss: any Loss
  private let optimizer: Optimizer
  private let metrics: [any Metric]
  private let device: Device

  public init(
    _ net: any Layer, loss: any Loss, optimizer: Optimizer, metrics: [any Metric] = [], device: Device = .cpu
  ) {
    self.net = net
    self.loss = loss
    self.optimizer = optimizer
    self.metrics = metrics
    self.device = device
    net.to(device)
  }

  /// Trains for `epochs` passes over `train`.
  ///
  /// - Parameters:
  ///   - validation: evaluated after each epoch.
  ///   - plot: where the learning curve is written as SVG, after each epoch.
  ///   - unit: what the progress bar counts.
  /// - Returns: losses (weighted by samples) and metrics of each epoch.
  /// - Throws: what the data set throws, and `LineChart.WriteError` when the picture cannot be written.
  @discardableResult
  public func fit(
    _ train: Batches, validation: Batches? = nil, epochs: Int, plot: String? = nil, title: String = "Learning curve",
    unit: String = "samples"
  ) throws -> History {
    require(epochs > 0, "Trainer.fit", "epochs must be positive, got \(epochs)")
    var history = History()
    for epoch in 1...epochs {
      let bar = ProgressBar(total: train.sampleCount, unit: unit, prefix: "epoch \(epoch)/\(epochs)")
      net.train()
      let trained = try pass(train) { x, y, done, values in
        optimizer.zeroGrad()
        let output = net(x)
        let l = loss(output, y)
        l.backward()
        optimizer.step()
        bar.update(done, metrics: values)
        return (output.detach(), l.item())
      }
      for (name, v) in trained { history.append("train_\(name)", v) }
      var shown = trained
      if let validation {
        let judged = try evaluateInOrder(validation)
        for (name, v) in judged { history.append("val_\(name)", v) }
        shown += judged.map { ("val_\($0.0)", $0.1) }
      }
      bar.update(train.sampleCount, metrics: shown)
      bar.finish()
      if let plot { try history.chart(title: title).write(to: plot) }
    }
    return history
  }

  /// The loss and the metrics over `data`, in evaluation mode: `loss`, `acc`, …
  public func evaluate(_ data: Batches) throws -> [String: Double] {
    Dictionary(uniqueKeysWithValues: try evaluateInOrder(data))
  }

  /// The network's outputs for all samples of `data`, in evaluation mode.
  public func predict(_ data: Batches) throws -> Tensor {
    net.eval()
    var outputs: [Tensor] = []
    try data.forEach { x, _ in outputs.append(noGrad { net(x.to(device)) }) }
    return Tensor.cat(outputs)
  }

  private func evaluateInOrder(_ data: Batches) throws -> [(String, Double)] {
    net.eval()
    return try pass(data) { x, y, _, _ in
      noGrad {
        let output = net(x)
        return (output, loss(output, y).item())
      }
    }
  }

  /// One pass: `step` gives a batch's output and mean loss; the results are means over samples.
  private func pass(
    _ data: Batches, _ step: (Tensor, Tensor, Int, [(String, Double)]) throws -> (Tensor, Double)
  ) throws -> [(String, Double)] {
    for m in metrics { m.reset() }
    var total = 0.0, samples = 0
    func values() -> [(String, Double)] {
      [("loss", total / Double(max(samples, 1)))] + metrics.map { ($0.name, $0.compute()) }
    }
    try data.forEach { x, y in
      let x = x.to(device), y = y.to(device)
      let n = x.size(0)
      let (output, mean) = try step(x, y, samples + n, samples == 0 ? [] : values())
      total += mean * Double(n)
      samples += n
      for m in metrics { m.update(output, y) }
    }
    return values()
  }
}
