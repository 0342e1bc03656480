import MartletCore

/// A recurrent layer whose only state is its output: RNN and GRU.
public class HiddenStateRNN: RNNBase {
  /// The outputs of the last layer at every time, and every layer's and direction's last state.
  ///
  /// x is (L, N, inputSize), with `batchFirst` (N, L, inputSize), or unbatched (L, inputSize); h0 is (numLayers · directions, N, hiddenSize),
  /// unbatched without N, by default zeros. The outputs are x's shape with directions · hiddenSize as the last size; the states are h0's.
  /// Stops when shapes or dtypes do not fit.
  public func callAsFunction(_ x: Tensor, _ h0: Tensor? = nil) -> (Tensor, Tensor) {
    let (y, last) = run(x, (h0, nil))
    return (y, last.h)
  }

  /// The same for sequences of different lengths: each one's last state is that at its own end.
  public func callAsFunction(_ x: PackedSequence, _ h0: Tensor? = nil) -> (PackedSequence, Tensor) {
    let (y, last) = run(x, (h0, nil))
    return (y, last.h)
  }
}
