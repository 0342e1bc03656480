import MartletCore

/// `w = g v / ‖v‖`, the norm taken over all dims but `dim`, or over all: a weight's length apart from its direction.
/// (https://arxiv.org/abs/1602.07868)
private func weightNormalized(_ g: Tensor, _ v: Tensor, _ dim: Int?) -> Tensor { v * (g / length(v, dim)) }

private func length(_ v: Tensor, _ dim: Int?) -> Tensor {
  guard let dim else { return v.norm() }
  let kept = dim < 0 ? dim + v.ndim : dim
  require(kept >= 0 && kept < v.ndim, "weightNorm", "dim \(dim) is out of range for a weight of shape \(v.shape)")
  return v.norm(dim: (0..<v.ndim).filter { $0 != kept }, keepDim: true)
}

extension Parametrizations {
  /// Weight normalisation: the parameter becomes `g v / ‖v‖`, of `original0` (g, its lengths along `dim`) and `original1` (v).
  /// With `dim` nil there is one length for all. (https://pytorch.org/docs/stable/generated/torch.nn.utils.parametrizations.weight_norm.html)
  @discardableResult
  public static func weightNorm<M: Module>(_ module: M, name: String = "weight", dim: Int? = 0) -> M {
    let box = module.parameterBox(name, "weightNorm")
    guard let w = box.tensor else { fail("weightNorm", "'\(name)' of \(module.reprName) is already computed from other tensors") }
    let parts = [length(w.detach(), dim).asParameter(requiresGrad: w.requiresGrad), w.asParameter(requiresGrad: w.requiresGrad)]
    Parametrize.install(ParametrizationList(parts, [WeightNorm(dim)]), module, name, box)
    return module
  }
}

private final class WeightNorm: Module, ManyToOne {
  private let dim: Int?
  init(_ dim: Int?) { self.dim = dim }
  override var reprName: String { "_WeightNorm" }
  func forward(_ originals: [Tensor]) -> Tensor { weightNormalized(originals[0], originals[1], dim) }
  func rightInverse(_ value: Tensor) -> [Tensor] { [length(value, dim), value] }
}

/// Weight normalisation under the names of older checkpoints: the parameter becomes `g v / ‖v‖` of `weight_g` and `weight_v`.
/// (https://pytorch.org/docs/stable/generated/torch.nn.utils.weight_norm.html)
@discardableResult
public func weightNorm<M: Module>(_ module: M, name: String = "weight", dim: Int? = 0) -> M {
  let box = module.parameterBox(name, "weightNorm")
  guard let w = box.tensor else { fail("weightNorm", "'\(name)' of \(module.reprName) is already computed from other tensors") }
  module.registerParameter(name + "_g", length(w.detach(), dim).asParameter(requiresGrad: w.requiresGrad))
  module.registerParameter(name + "_v", w.asParameter(requiresGrad: w.requiresGrad))
  box.tensor = nil
  box.source = NormedWeight(
    module.parameterBox(name + "_g", "weightNorm"), module.parameterBox(name + "_v", "weightNorm"), dim)
  return module
}

/// Takes `weightNorm(_:name:dim:)` back: the parameter holds its value again.
@discardableResult
public func removeWeightNorm<M: Module>(_ module: M, name: String = "weight") -> M {
  let box = module.parameterBox(name, "removeWeightNorm")
  guard let normed = box.source as? NormedWeight else { fail("removeWeightNorm", "'\(name)' of \(module.reprName) is not weight-normalised") }
  let parameter = normed.value().asParameter()
  box.source = nil
  box.tensor = parameter
  module.unregister(name + "_g")
  module.unregister(name + "_v")
  return module
}

private final class NormedWeight: TensorSource, CopiedWithModule {
  private let g: any ParameterBox, v: any ParameterBox
  private let dim: Int?

  init(_ g: any ParameterBox, _ v: any ParameterBox, _ dim: Int?) {
    self.g = g
    self.v = v
    self.dim = dim
  }

  func value() -> Tensor { weightNormalized(g.tensor!, v.tensor!, dim) }
  func assign(_ tensor: Tensor) {
    noGrad {
      g.tensor!.copy_(length(tensor, dim))
      v.tensor!.copy_(tensor)
    }
  }
  func deepCopied(by copier: ModuleCopier) -> AnyObject { NormedWeight(copier.copy(g), copier.copy(v), dim) }
}
