import MartletCore

/// What RNNCell, LSTMCell and GRUCell share: one step of a recurrent layer, written as a loop by the user.
///
/// Weights (gates · hiddenSize, inputSize) and (gates · hiddenSize, hiddenSize) and both biases (gates · hiddenSize) start uniform in
/// ±1/√hiddenSize.
public class RNNCellBase: Module {
  @Parameter public var weightIh: Tensor
  @Parameter public var weightHh: Tensor
  @Parameter public var biasIh: Tensor?
  @Parameter public var biasHh: Tensor?
  private let cell: RecurrentCell

  init(_ cell: RecurrentCell, _ inputSize: Int, _ hiddenSize: Int, bias: Bool, dtype: DType?, device: Device) {
    let rows = cell.gates * hiddenSize
    self.cell = cell
    weightIh = Tensor.empty(rows, inputSize, dtype: dtype, device: device)
    weightHh = Tensor.empty(rows, hiddenSize, dtype: dtype, device: device)
    biasIh = bias ? Tensor.empty(rows, dtype: dtype, device: device) : nil
    biasHh = bias ? Tensor.empty(rows, dtype: dtype, device: device) : nil
    super.init()
    let bound = hiddenSize > 0 ? 1 / Double(hiddenSize).squareRoot() : 0
    for p in parameters() { Init.uniform_(p, a: -bound, b: bound) }
  }

  public override var extraRepr: String { "\(weightIh.size(1)), \(weightHh.size(1))" + (biasIh == nil ? ", bias=False" : "") }

  /// x (N, inputSize) or (inputSize), states (N, hiddenSize) or (hiddenSize); missing states are zeros.
  func step(_ x: Tensor, _ h: Tensor?, _ c: Tensor? = nil) -> (h: Tensor, c: Tensor?) {
    let out = withHooks([x, h, c].compactMap { $0 }) { inputs in
      let next = compute(inputs[0], inputs.count > 1 ? inputs[1] : nil, inputs.count > 2 ? inputs[2] : nil)
      return [next.h, next.c].compactMap { $0 }
    }
    return (out[0], out.count > 1 ? out[1] : nil)
  }

  private func compute(_ x: Tensor, _ h: Tensor?, _ c: Tensor?) -> (h: Tensor, c: Tensor?) {
    let sizes = (input: weightIh.size(1), hidden: weightHh.size(1))
    require(
      (x.ndim == 1 || x.ndim == 2) && x.size(-1) == sizes.input, reprName,
      "expected an input of shape (N, \(sizes.input)) or (\(sizes.input)), got \(x.shape)")
    let expected = Array(x.shape.dropLast()) + [sizes.hidden]
    for state in [h, c] {
      if let state { require(state.shape == expected, reprName, "a state has shape \(state.shape), expected \(expected)") }
    }
    func rows(_ state: Tensor?) -> Tensor {
      (state ?? Tensor.zeros(expected, dtype: x.dtype, device: x.device)).reshape(-1, sizes.hidden)
    }
    let next = F.recurrentStep(
      cell, F.linear(x.reshape(-1, sizes.input), weightIh, biasIh), rows(h), cell == .lstm ? rows(c) : nil, hh: weightHh, bias: biasHh)
    return (next.h.view(expected), next.c?.view(expected))
  }
}
