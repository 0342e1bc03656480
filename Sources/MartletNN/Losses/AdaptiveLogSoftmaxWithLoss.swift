import MartletCore

/// A softmax over many classes, sorted by frequency, that spends little on the rare ones. (https://arxiv.org/abs/1609.04309)
///
/// The head decides between the `cutoffs[0]` most frequent classes and one cluster for each further cutoff; a cluster's classes share a
/// projection to inFeatures / divValueⁱ⁺¹ features. `log P(c) = log P(cluster) + log P(c | cluster)`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html)
public final class AdaptiveLogSoftmaxWithLoss: Module {
  public let head: Linear
  public let tail: [Sequential]
  private let inFeatures: Int
  private let nClasses: Int
  /// The first class of each cluster, and the number of classes.
  private let bounds: [Int]
  private var shortlist: Int { bounds[0] }

  /// Stops unless `cutoffs` rise from at least 1 to at most nClasses − 1.
  public init(
    _ inFeatures: Int, _ nClasses: Int, cutoffs: [Int], divValue: Double = 4, headBias: Bool = false, dtype: DType? = nil,
    device: Device = .cpu
  ) {
    let bounds = cutoffs + [nClasses]
    require(
      !cutoffs.isEmpty && cutoffs[0] > 0 && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "AdaptiveLogSoftmaxWithLoss",
      "cutoffs must rise from at least 1 to at most \(nClasses - 1), got \(cutoffs)")
    self.inFeatures = inFeatures
    self.nClasses = nClasses
    self.bounds = bounds
    head = Linear(inFeatures, cutoffs[0] + cutoffs.count, bias: headBias, dtype: dtype, device: device)
    var width = Double(inFeatures)
    tail = zip(bounds, bounds.dropFirst()).map { first, end in
      width = (width / divValue).rounded(.down)
      return Sequential(
        Linear(inFeatures, Int(width), bias: false, dtype: dtype, device: device),
        Linear(Int(width), end - first, bias: false, dtype: dtype, device: device))
    }
  }

  /// The log-probability of each target, and the mean negative one: x (N, inFeatures), target (N) → (N) and (); or without the batch.
  ///
  /// Stops on a target that is no class. Only the clusters that occur are computed.
  public func callAsFunction(_ input: Tensor, _ target: Tensor) -> (output: Tensor, loss: Tensor) {
    let y = withHooks([input, target]) { forward($0[0], $0[1]) }
    return (y[0], y[1])
  }

  private func forward(_ input: Tensor, _ target: Tensor) -> [Tensor] {
    let op = "AdaptiveLogSoftmaxWithLoss"
    require(
      target.ndim <= 1 && input.ndim == target.ndim + 1 && (target.ndim == 0 || input.size(0) == target.size(0)), op,
      "expected (N, \(inFeatures)) with targets (N), or (\(inFeatures)) with a 0-d target, got shapes \(input.shape) and \(target.shape)")
    let x = input.view(-1, inFeatures), t = target.view(-1)
    let wrong = t.maskedSelect((t .< 0) .| (t .>= nClasses))
    require(wrong.numel == 0, op, "target \(wrong[0].item(as: Int.self)) is not a class: expected 0…\(nClasses - 1)")

    var headTarget = t
    var output = Tensor.zeros(t.numel, dtype: x.dtype, device: x.device)
    for (i, cluster) in tail.enumerated() {
      let rows = ((t .>= bounds[i]) .& (t .< bounds[i + 1])).nonzero().squeeze(1)
      if rows.numel == 0 { continue }
      let logProb = F.logSoftmax(cluster(x.indexSelect(dim: 0, index: rows)), dim: 1)
      let place = t.indexSelect(dim: 0, index: rows) - bounds[i]
      output = output.indexCopy(dim: 0, index: rows, source: logProb.gather(dim: 1, index: place.unsqueeze(1)).squeeze(1))
      headTarget = headTarget.indexFill(dim: 0, index: rows, value: shortlist + i)
    }
    output = output + F.logSoftmax(head(x), dim: 1).gather(dim: 1, index: headTarget.unsqueeze(1)).squeeze(1)
    return [output.view(target.shape), -output.mean()]
  }

  /// The log-probabilities of all classes: (N, inFeatures) → (N, nClasses).
  public func logProb(_ input: Tensor) -> Tensor { logProb(input, F.logSoftmax(head(input), dim: 1)) }

  private func logProb(_ input: Tensor, _ headLogProb: Tensor) -> Tensor {
    let clusters = tail.enumerated().map { i, cluster in
      F.logSoftmax(cluster(input), dim: 1) + headLogProb.narrow(dim: 1, start: shortlist + i, length: 1)
    }
    return Tensor.cat([headLogProb.narrow(dim: 1, start: 0, length: shortlist)] + clusters, dim: 1)
  }

  /// The likeliest class of each sample, `logProb(input).argmax(dim: 1)`, where the clusters are asked only if the head prefers one.
  public func predict(_ input: Tensor) -> Tensor {
    noGrad {
      let headOutput = head(input)
      let best = headOutput.argmax(dim: 1)
      let rows = (best .>= shortlist).nonzero().squeeze(1)
      if rows.numel == 0 { return best }
      let headLogProb = F.logSoftmax(headOutput.indexSelect(dim: 0, index: rows), dim: 1)
      let classes = logProb(input.indexSelect(dim: 0, index: rows), headLogProb).argmax(dim: 1)
      return best.indexCopy(dim: 0, index: rows, source: classes)
    }
  }
}
