import MartletCore

/// One step of an `LSTM`.
///
/// (https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html)
public final class LSTMCell: RNNCellBase {
  public init(_ inputSize: Int, _ hiddenSize: Int, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu) {
    super.init(.lstm, inputSize, hiddenSize, bias: bias, dtype: dtype, device: device)
  }

  /// The states (h, c) after x (N, inputSize) or (inputSize); those before, (N, hiddenSize) or (hiddenSize), are zeros by default. Stops when
  /// shapes do not fit.
  public func callAsFunction(_ x: Tensor, _ state: (Tensor, Tensor)? = nil) -> (Tensor, Tensor) {
    let next = step(x, state?.0, state?.1)
    return (next.h, next.c!)
  }
}
