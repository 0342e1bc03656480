extension Tensor {
  /// Indices drawn with probabilities proportional to the weights, (K) or (N, K) → (numSamples) or (N, numSamples), int64.
  ///
  /// With replacement each draw inverts the cumulative sum of the weights; without, the `numSamples` largest of `wᵢ / eᵢ` win, `eᵢ` exponential
  /// with rate 1, which draws the same distribution (Efraimidis and Spirakis, 2006). Stops on weights that are negative, not finite or sum to 0, and when
  /// a row has fewer positive weights than are drawn without replacement. (https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html)
  public func multinomial(numSamples: Int, replacement: Bool = false, generator: Generator? = nil) -> Tensor {
    require(
      (ndim == 1 || ndim == 2) && dtype.isFloatingPoint, "multinomial",
      "expected floating-point weights of shape (K) or (N, K), got \(dtype) of shape \(shape)")
    require(numSamples > 0, "multinomial", "numSamples must be positive, got \(numSamples)")
    return noGrad {
      let total = sum(dim: -1, keepDim: true)
      require(
        numel > 0 && min().item() >= 0 && total.min().item() > 0 && total.isfinite().all().item() != 0, "multinomial",
        "the weights must be finite, not negative, and have a positive sum in each row")
      if replacement && numSamples > 1 { return drawWithReplacement(numSamples, generator) }
      let positive = (self .> 0).sum(dim: -1).min().item(as: Int.self)
      require(
        numSamples <= positive, "multinomial",
        "cannot draw \(numSamples) samples without replacement from \(positive) positive weights")
      let race = self / Tensor.emptyLike(self).exponential_(generator: generator)
      return race.topk(numSamples, dim: -1).indices
    }
  }

  /// `right`: a draw of exactly 0 must not fall on a leading weight of 0.
  private func drawWithReplacement(_ n: Int, _ generator: Generator?) -> Tensor {
    let sums = cumsum(dim: -1)
    let cumulative = (sums / sums.narrow(dim: -1, start: -1, length: 1)).double()
    let draws = Tensor.rand(Array(shape.dropLast()) + [n], dtype: .float64, device: device, generator: generator)
    return cumulative.searchsorted(draws, right: true)
  }
}
