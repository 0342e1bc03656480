import MartletCore

/// An Elman network: `h_t = f(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh)` with f = tanh or relu, in one or more layers.
///
/// `let (y, h) = rnn(x, h0)`; shapes as `HiddenStateRNN` says. (https://pytorch.org/docs/stable/generated/torch.nn.RNN.html)
public final class RNN: HiddenStateRNN {
  public enum Nonlinearity: Sendable {
    case tanh, relu
    var cell: RecurrentCell { self == .tanh ? .tanh : .relu }
  }

  public init(
    _ inputSize: Int, _ hiddenSize: Int, numLayers: Int = 1, nonlinearity: Nonlinearity = .tanh, bias: Bool = true, batchFirst: Bool = false,
    dropout: Double = 0, bidirectional: Bool = false, dtype: DType? = nil, device: Device = .cpu
  ) {
    super.init(
      nonlinearity.cell, inputSize, hiddenSize, numLayers: numLayers, bias: bias, batchFirst: batchFirst, dropout: dropout,
      bidirectional: bidirectional, projSize: 0, dtype: dtype, device: device)
  }
}
