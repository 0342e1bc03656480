import CMartletKernels

/// What scaled dot-product attention computes with its queries, keys and values.
struct AttentionForm {
  var scale: Double
  var isCausal: Bool
  /// Over (batch, heads, queries, keys), expanded: bool, true where a key is seen, or numbers of the operands' dtype that are added.
  var mask: Tensor?
  var dropout = 0.0
  /// Where the forward pass drew dropout's coins; the backward pass draws them again.
  var coins = mk_philox()
}
