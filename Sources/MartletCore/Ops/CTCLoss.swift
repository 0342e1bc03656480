extension F {
  /// Connectionist temporal classification: `−log P(target | x)`, summed over all alignments of the targets with the frames.
  ///
  /// - Parameters:
  ///   - logProbs: (T, N, C) or (T, C), the output of `logSoftmax`.
  ///   - targets: (N, S) or, one after the other, (Σ targetLengths); no entry is `blank`.
  ///   - inputLengths: how many frames of each sample count: (N) or ().
  ///   - targetLengths: how long each target is: (N) or ().
  ///   - zeroInfinity: 0, with gradient 0, where a target is too long for its frames and the loss is infinite.
  ///
  /// `.mean` divides each loss by its target's length first. The gradient is that of the loss after a softmax, as in PyTorch.
  /// (https://www.cs.toronto.edu/~graves/icml_2006.pdf)
  public static func ctcLoss(
    _ logProbs: Tensor, _ targets: Tensor, _ inputLengths: Tensor, _ targetLengths: Tensor, blank: Int = 0,
    reduction: LossReduction = .mean, zeroInfinity: Bool = false
  ) -> Tensor {
    let op = "ctcLoss"
    floating(logProbs, op)
    let batched = logProbs.dims.count == 3
    require(batched || logProbs.dims.count == 2, op, "expected log-probabilities of shape (T, N, C) or (T, C), got \(logProbs.dims)")
    let x = batched ? logProbs : logProbs.unsqueeze(1)
    let (frames, samples, classes) = (x.dims[0], x.dims[1], x.dims[2])
    require(blank >= 0 && blank < classes, op, "blank \(blank) is not a class: expected 0…\(classes - 1)")
    let inputs = inputLengths.to(.int64).reshape([inputLengths.numel]), lengths = targetLengths.to(.int64).reshape([targetLengths.numel])
    require(
      inputs.numel == samples && lengths.numel == samples, op,
      "expected \(samples) inputLengths and targetLengths, got shapes \(inputLengths.dims) and \(targetLengths.dims)")
    if samples > 0 {
      require(inputs.max().item(as: Int.self) <= frames, op, "an input length is larger than the \(frames) frames")
      require(Swift.min(inputs.min().item(as: Int.self), lengths.min().item(as: Int.self)) >= 0, op, "a length is negative")
    }
    let labels = paddedTargets(op, batched ? targets : targets.reshape([1, targets.numel]), lengths, samples)
    if labels.numel > 0 {
      let low = labels.min().item(as: Int.self), high = labels.max().item(as: Int.self)
      require(low >= 0 && high < classes, op, "target \(low < 0 ? low : high) is not a class: expected 0…\(classes - 1)")
    }

    var loss = -alignments(x, labels, inputs, lengths, blank)
    if tracks(x) {
      // Adds 0 whose gradient is the softmax: PyTorch's gradient belongs to the logits, of which x is the logSoftmax.
      let counts = (Tensor.arange(frames, device: x.device).unsqueeze(1) .< inputs).unsqueeze(2)
      let p = Tensor.where(counts, x.exp(), 0)
      loss = loss + (p - p.detach()).sum(dim: [0, 2])
    }
    if zeroInfinity { loss = Tensor.where(loss .== Double.infinity, 0, loss) }
    if reduction == .mean { return (loss / lengths.clamp(min: 1).to(loss.dtype)).mean() }
    return batched || reduction == .sum ? loss.reduced(reduction) : loss.squeeze(0)
  }

  /// Targets as (N, S): concatenated ones are cut apart. What lies behind a target's end is never looked at.
  private static func paddedTargets(_ op: String, _ targets: Tensor, _ lengths: Tensor, _ samples: Int) -> Tensor {
    let t = targets.to(.int64), longest = samples == 0 ? 0 : lengths.max().item(as: Int.self)
    let inside = Tensor.arange(longest, device: t.device) .< lengths.unsqueeze(1)
    if t.dims.count == 2 {
      require(
        t.dims[0] == samples && t.dims[1] >= longest, op,
        "targets of shape \(targets.dims) do not hold \(samples) targets of up to \(longest) classes")
      return Tensor.where(inside, t.narrow(dim: 1, start: 0, length: longest), 0)
    }
    let total = lengths.sum().item(as: Int.self)
    require(t.dims.count == 1 && t.numel == total, op, "expected \(total) targets, the sum of targetLengths, got shape \(targets.dims)")
    if total == 0 { return Tensor.zeros([samples, longest], dtype: .int64) }
    let starts = lengths.cumsum(dim: 0) - lengths
    let places = starts.unsqueeze(1) + Tensor.arange(longest, device: t.device)
    return Tensor.where(inside, t.indexSelect(dim: 0, index: places.clamp(max: total - 1).view(-1)).view(samples, longest), 0)
  }

  /// log P of each target: the forward recursion over frames, for all samples and all positions of `blank, t₁, blank, …, t_S, blank` at once.
  private static func alignments(_ x: Tensor, _ labels: Tensor, _ inputs: Tensor, _ lengths: Tensor, _ blank: Int) -> Tensor {
    let (frames, samples) = (x.dims[0], x.dims[1]), longest = labels.dims[1], states = 2 * longest + 1
    let blanks = Tensor.full([samples, longest, 1], blank, dtype: .int64, device: x.device)
    let pairs = Tensor.cat([blanks, labels.unsqueeze(2)], dim: 2).view(samples, 2 * longest)
    let path = Tensor.cat([pairs, Tensor.full([samples, 1], blank, dtype: .int64, device: x.device)], dim: 1)
    let impossible = -Double.infinity
    let position = Tensor.arange(states, device: x.device)
    // A label may follow the one before it directly when the two differ.
    let twoBack = pad(path, [2, 0], value: blank).narrow(dim: 1, start: 0, length: states)
    let mayJump = (path .!= blank) .& (path .!= twoBack) .& (position .>= 2)

    // Before the first frame: all in the state that leads to the first blank and, by a jump, to the first label.
    let emissions = x.gather(dim: 2, index: path.unsqueeze(0).expand([frames, samples, states]))
    let last = lengths * 2
    var score = Tensor.where((position .< 2).unsqueeze(0).expand([samples, states]), 0, Tensor.full([samples, states], impossible, dtype: x.dtype))
    for t in 0..<frames {
      let emission = emissions.select(dim: 0, index: t)
      if t == 0 {
        let first = score + emission
        score = Tensor.where((inputs .> 0).unsqueeze(1), first, score)
        continue
      }
      let step = pad(score, [1, 0], value: impossible).narrow(dim: 1, start: 0, length: states)
      let jump = pad(score, [2, 0], value: impossible).narrow(dim: 1, start: 0, length: states)
      let ways = Tensor.stack([score, step, Tensor.where(mayJump, jump, impossible)])
      let next = ways.logsumexp([0], ofNothing: true) + emission
      score = Tensor.where((inputs .> t).unsqueeze(1), next, score)
    }
    // A path ends in the last label or in the blank behind it; an empty target has the blank alone.
    let endBlank = score.gather(dim: 1, index: last.unsqueeze(1))
    let endLabel = score.gather(dim: 1, index: (last - 1).clamp(min: 0).unsqueeze(1))
    let ends = Tensor.cat([endBlank, Tensor.where((lengths .> 0).unsqueeze(1), endLabel, impossible)], dim: 1)
    let result = ends.logsumexp([1], ofNothing: true)
    // Without any frame only the empty target is possible.
    return Tensor.where(inputs .> 0, result, Tensor.where(lengths .== 0, 0, impossible).to(x.dtype))
  }
}
