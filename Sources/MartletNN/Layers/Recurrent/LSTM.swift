import MartletCore

/// Long short-term memory: `i, f, o = σ(·)`, `g = tanh(·)` of `W x_t + b + U h_{t−1} + d`, `c_t = f ⊙ c_{t−1} + i ⊙ g`,
/// `h_t = o ⊙ tanh(c_t)`, in one or more layers; with `projSize`, `h_t = W_hr (o ⊙ tanh(c_t))`.
///
/// `let (y, (h, c)) = lstm(x, (h0, c0))`. (https://doi.org/10.1162/neco.1997.9.8.1735, https://arxiv.org/abs/1402.1128,
/// https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html)
public final class LSTM: RNNBase {
  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, bias: Bool = true, batchFirst: Bool = false, dropout: Double = 0,
    bidirectional: Bool = false, projSize: Int = 0, dtype: DType? = nil, device: Device = .cpu
  ) {
    super.init(
      .lstm, inputSize, hiddenSize, numLayers: numLayers, bias: bias, batchFirst: batchFirst, dropout: dropout, bidirectional: bidirectional,
      projSize: projSize, dtype: dtype, device: device)
  }

  /// The outputs of the last layer at every time, and every layer's and direction's last states h and c.
  ///
  /// x is (L, N, inputSize), with `batchFirst` (N, L, inputSize), or unbatched (L, inputSize); h0 is (numLayers · directions, N, width) and c0
  /// (numLayers · directions, N, hiddenSize), unbatched without N, by default zeros; width is projSize, or hiddenSize without a projection. The
  /// outputs are x's shape with directions · width as the last size. Stops when shapes or dtypes do not fit.
  public func callAsFunction(_ x: Tensor, _ initial: (Tensor, Tensor)? = nil) -> (Tensor, (Tensor, Tensor)) {
    let (y, last) = run(x, (initial?.0, initial?.1))
    return (y, (last.h, last.c!))
  }

  /// The same for sequences of different lengths: each one's last states are those at its own end.
  public func callAsFunction(_ x: PackedSequence, _ initial: (Tensor, Tensor)? = nil) -> (PackedSequence, (Tensor, Tensor)) {
    let (y, last) = run(x, (initial?.0, initial?.1))
    return (y, (last.h, last.c!))
  }
}
