import MartletCore

/// One step of an Elman network: `h' = f(W_ih x + b_ih + W_hh h + b_hh)` with f = tanh or relu.
///
/// (https://pytorch.org/docs/stable/generated/torch.nn.RNNCell.html)
public final class RNNCell: RNNCellBase {
  private let nonlinearity: RNN.Nonlinearity

  public init(
    _ inputSize: Int, _ hiddenSize: Int, bias: Bool = true, nonlinearity: RNN.Nonlinearity = .tanh, dtype: DType? = nil, device: Device = .cpu
  ) {
    self.nonlinearity = nonlinearity
    super.init(nonlinearity.cell, inputSize, hiddenSize, bias: bias, dtype: dtype, device: device)
  }

  /// The state after x (N, inputSize) or (inputSize); h (N, hiddenSize) or (hiddenSize), by default zeros. Stops when shapes do not fit.
  public func callAsFunction(_ x: Tensor, _ h: Tensor? = nil) -> Tensor { step(x, h).h }

  public override var extraRepr: String { super.extraRepr + (nonlinearity == .tanh ? "" : ", nonlinearity=\(nonlinearity)") }
}
