import MartletCore

/// A convolution in evaluation that does what `conv` and then `bn` do, on running statistics: w′ = w γ / √(σ² + ε), b′ = (b − μ) γ / √(σ² + ε) + β.
///
/// Both are left as they are. With `transpose` the output channels are the weight's second dim.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.fuse_conv_bn_eval.html)
public func fuseConvBNEval<Convolution: Module>(_ conv: Convolution, _ bn: BatchNormNd, transpose: Bool = false) -> Convolution {
  require(!conv.isTraining && !bn.isTraining, "fuseConvBNEval", "both modules must be in evaluation; call eval() first")
  let state = bn.stateDict()
  guard let mean = state["running_mean"], let variance = state["running_var"] else {
    fail("fuseConvBNEval", "\(bn.reprName) keeps no running statistics")
  }
  let fused = conv.deepCopy()
  noGrad {
    let weight = fused.parameterBox("weight", "fuseConvBNEval"), bias = fused.stateBox("bias") as? any ParameterBox
    let factor = (variance + bn.eps).rsqrt() * (state["weight"] ?? Tensor.onesLike(mean))
    var shape = [Int](repeating: 1, count: weight.tensor!.ndim)
    shape[transpose ? 1 : 0] = -1
    let shifted = ((bias?.tensor?.detach() ?? Tensor.zerosLike(mean)) - mean) * factor + (state["bias"] ?? Tensor.zerosLike(mean))
    weight.tensor = (weight.tensor!.detach() * factor.view(shape)).asParameter(requiresGrad: weight.tensor!.requiresGrad)
    bias?.tensor = shifted.asParameter(requiresGrad: bias?.tensor?.requiresGrad ?? weight.tensor!.requiresGrad)
  }
  return fused
}
