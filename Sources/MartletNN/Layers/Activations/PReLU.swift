import MartletCore

/// x where x > 0, else `w x` with a learned slope w, elementwise: x of any shape → the same shape.
///
/// There is one slope for all, or one for each channel (dim 1) of x (N, C, …); w (numParameters) starts at `init`.
/// Stops when x has another number of channels. (https://arxiv.org/abs/1502.01852)
public final class PReLU: Module, Layer {
  @Parameter public var weight: Tensor

  public init(_ numParameters: Int = 1, init slope: some TensorNumber = 0.25, dtype: DType? = nil, device: Device = .cpu) {
    weight = Tensor.full([numParameters], slope.scalar.double, dtype: dtype, device: device)
  }

  public func forward(_ x: Tensor) -> Tensor { F.prelu(x, weight) }
  public override var extraRepr: String { "num_parameters=\(weight.numel)" }
}
