import MartletCore

// Gradient clipping, as in torch.nn.utils. Parameters without a gradient are passed over.

/// The norm of all tensors taken as one vector: `(Σ |x|^p)^(1/p)`, ∞ for the largest |x|.
///
/// - Returns: a 0-d tensor, 0 for no tensors. With `errorIfNonfinite` it stops on NaN and infinity.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html)
public func getTotalNorm(_ tensors: [Tensor], normType: Double = 2, errorIfNonfinite: Bool = false) -> Tensor {
  guard let first = tensors.first else { return Tensor(0.0) }
  let norms = tensors.map { $0.detach().norm(p: normType).to(first.device) }
  let total = Tensor.stack(norms).norm(p: normType)
  require(
    !errorIfNonfinite || total.item().isFinite, "getTotalNorm",
    "the norm of order \(normType) of the gradients is \(total.item()); pass errorIfNonfinite: false to scale them all the same")
  return total
}

/// Scales gradients by `maxNorm / totalNorm` where that is below 1, all in one pass.
///
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grads_with_norm_.html)
public func clipGradsWithNorm_(_ parameters: [Tensor], maxNorm: Double, totalNorm: Tensor) {
  // The gradients are multiplied even by 1, so that a norm of NaN shows in them as it does in PyTorch.
  let factor = maxNorm / (totalNorm.item() + 1e-6)
  FusedSteps.scale(gradients(parameters), by: factor > 1 ? 1 : factor)
}

/// Scales the gradients so that their common norm is at most `maxNorm`; returns the norm that they had.
///
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html)
@discardableResult
public func clipGradNorm_(_ parameters: [Tensor], maxNorm: Double, normType: Double = 2, errorIfNonfinite: Bool = false) -> Tensor {
  let total = getTotalNorm(gradients(parameters), normType: normType, errorIfNonfinite: errorIfNonfinite)
  clipGradsWithNorm_(parameters, maxNorm: maxNorm, totalNorm: total)
  return total
}

/// Clamps every element of the gradients to `-clipValue...clipValue`.
///
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html)
public func clipGradValue_(_ parameters: [Tensor], clipValue: Double) {
  for g in gradients(parameters) { g.clamp_(min: -clipValue, max: clipValue) }
}

private func gradients(_ parameters: [Tensor]) -> [Tensor] { parameters.compactMap { $0.grad?.detach() } }
