import MartletCore

extension SpatialLayer {
  /// Runs a pooling that gives maxima and their positions, with the layer's hooks around it.
  func pooledMaxima(_ x: Tensor, _ pool: (Tensor) -> (output: Tensor, indices: Tensor)) -> (output: Tensor, indices: Tensor) {
    let both = withHooks([x]) {
      let (output, indices) = pool($0[0])
      return [output, indices]
    }
    return (both[0], both[1])
  }
}
