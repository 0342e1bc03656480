import MartletCore

/// Gated recurrent units: `r, z = σ(W x_t + b + U h_{t−1} + d)`, `n = tanh(W_n x_t + b_n + r ⊙ (U_n h_{t−1} + d_n))`,
/// `h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}`, in one or more layers.
///
/// `let (y, h) = gru(x, h0)`; shapes as `HiddenStateRNN` says. W is the input weight, U the hidden one, b and d their biases.
/// (https://arxiv.org/abs/1406.1078, https://pytorch.org/docs/stable/generated/torch.nn.GRU.html)
public final class GRU: HiddenStateRNN {
  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, bias: Bool = true, batchFirst: Bool = false, dropout: Double = 0,
    bidirectional: Bool = false, dtype: DType? = nil, device: Device = .cpu
  ) {
    super.init(
      .gru, inputSize, hiddenSize, numLayers: numLayers, bias: bias, batchFirst: batchFirst, dropout: dropout, bidirectional: bidirectional,
      projSize: 0, dtype: dtype, device: device)
  }
}
