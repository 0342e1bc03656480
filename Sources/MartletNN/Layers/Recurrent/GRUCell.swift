import MartletCore

/// One step of a `GRU`.
///
/// (https://pytorch.org/docs/stable/generated/torch.nn.GRUCell.html)
public final class GRUCell: RNNCellBase {
  public init(_ inputSize: Int, _ hiddenSize: Int, bias: Bool = true, dtype: DType? = nil, device: Device = .cpu) {
    super.init(.gru, inputSize, hiddenSize, bias: bias, dtype: dtype, device: device)
  }

  /// The state after x (N, inputSize) or (inputSize); h (N, hiddenSize) or (hiddenSize), by default zeros. Stops when shapes do not fit.
  public func callAsFunction(_ x: Tensor, _ h: Tensor? = nil) -> Tensor { step(x, h).h }
}
