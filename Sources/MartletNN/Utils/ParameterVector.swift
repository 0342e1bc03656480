import MartletCore

/// All tensors flattened into one vector, one after the other, differentiably.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.parameters_to_vector.html)
public func parametersToVector(_ parameters: [Tensor]) -> Tensor {
  require(!parameters.isEmpty, "parametersToVector", "expected at least one tensor")
  return Tensor.cat(parameters.map { $0.reshape(-1) })
}

/// Gives the tensors the values of a vector that `parametersToVector` made, each its part. Stops when the sizes do not add up.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.vector_to_parameters.html)
public func vectorToParameters(_ vector: Tensor, _ parameters: [Tensor]) {
  let needed = parameters.reduce(0) { $0 + $1.numel }
  require(
    vector.ndim == 1 && vector.numel == needed, "vectorToParameters", "a vector of shape \(vector.shape) does not fill \(needed) elements")
  noGrad {
    for (p, part) in zip(parameters, vector.split(parameters.map(\.numel))) { p.copy_(part.view(p.shape)) }
  }
}
