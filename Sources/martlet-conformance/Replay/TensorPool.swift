import Martlet

/// The tensors of one case: each key is one tensor however often it is named, so that its gradient is found again.
final class TensorPool {
  private let file: SafeTensorsFile?
  private(set) var inputs: [String: Tensor] = [:]

  init(_ file: SafeTensorsFile?) { self.file = file }

  /// The input that `arg` describes: a leaf, non-contiguous where the recording's was.
  func input(_ arg: TensorArg) throws -> Tensor {
    if let x = inputs[arg.key] { return x }
    var x: Tensor
    if let s = arg.strided {
      x = try fresh(s.storage).asStrided(s.shape, s.stride, storageOffset: s.offset).detach()
    } else {
      x = try fresh(arg.key)
    }
    if arg.requiresGrad { x = x.requiresGrad_() }
    inputs[arg.key] = x
    return x
  }

  /// Values that are not an input: an expected result, a cotangent.
  func values(_ key: String) throws -> Tensor { try fresh(key) }

  /// A copy of what the file has, for it may be changed in place.
  private func fresh(_ key: String) throws -> Tensor {
    let file = try file.orFormatError("\(key): safetensors")
    if let rank = file.shape(key)?.count, rank > Tensor.maximumRank {
      Worker.give(.refused("Tensor: \(rank) dimensions; at most \(Tensor.maximumRank) are supported"))
    }
    return try file.tensor(key).clone()
  }
}
