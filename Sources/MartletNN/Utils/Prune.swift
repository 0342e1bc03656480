import MartletCore

/// Pruning: a parameter reads as `weight_orig * weight_mask`, a mask of zeros and ones. The original is trained on, the mask is a buffer, and a
/// further call prunes what the mask has left. (https://pytorch.org/docs/stable/nn.html#utilities, `torch.nn.utils.prune`)
///
/// `amount` is the number of elements (or channels) to prune when it is an int, and their share when it is floating-point.
public enum Prune {
  /// How `globalUnstructured` chooses elements.
  public enum Method: Sendable { case l1Unstructured, randomUnstructured }

  /// Prunes the elements of smallest magnitude, or of the smallest `importanceScores`' magnitude.
  @discardableResult
  public static func l1Unstructured<M: Module>(
    _ module: M, name: String, amount: some TensorNumber, importanceScores: Tensor? = nil
  ) -> M {
    prune(module, name, importanceScores) { unstructured($0, $1, .l1Unstructured, amount.scalar) }
  }

  /// Prunes elements at random.
  @discardableResult
  public static func randomUnstructured<M: Module>(_ module: M, name: String, amount: some TensorNumber) -> M {
    prune(module, name, nil) { unstructured($0, $1, .randomUnstructured, amount.scalar) }
  }

  /// Prunes the channels along `dim` that have the smallest norm of order `n` (`.infinity` is the largest magnitude).
  @discardableResult
  public static func lnStructured<M: Module>(
    _ module: M, name: String, amount: some TensorNumber, n: Double, dim: Int, importanceScores: Tensor? = nil
  ) -> M {
    prune(module, name, importanceScores) { scores, mask in
      structured(scores, mask, amount.scalar, dim) { channels in channels.flatten(startDim: 1).norm(p: n, dim: 1) }
    }
  }

  /// Prunes channels along `dim` at random.
  @discardableResult
  public static func randomStructured<M: Module>(_ module: M, name: String, amount: some TensorNumber, dim: Int) -> M {
    prune(module, name, nil) { scores, mask in
      structured(scores, mask, amount.scalar, dim) { channels in Tensor.rand(channels.size(0)) }
    }
  }

  /// Prunes the elements that are smallest (or drawn) among those of all parameters together.
  public static func globalUnstructured(
    _ parameters: [(Module, String)], pruningMethod: Method, amount: some TensorNumber, importanceScores: [Tensor]? = nil
  ) {
    require(
      importanceScores == nil || importanceScores!.count == parameters.count, "globalUnstructured",
      "got \(importanceScores?.count ?? 0) importanceScores for \(parameters.count) parameters")
    noGrad {
      let current = parameters.map { currentValue($0, $1) }
      let scores = parametersToVector(importanceScores ?? current)
      let masks = parametersToVector(zip(parameters, current).map { mask(of: $0.0, $0.1) ?? Tensor.onesLike($1) })
      let all = unstructured(scores, masks, pruningMethod, amount.scalar)
      for (parameter, part) in zip(zip(parameters, current), all.split(current.map(\.numel))) {
        customFromMask(parameter.0.0, name: parameter.0.1, mask: part.view(parameter.1.shape))
      }
    }
  }

  /// Prunes where `mask` is 0.
  @discardableResult
  public static func customFromMask<M: Module>(_ module: M, name: String, mask: Tensor) -> M {
    prune(module, name, nil) { scores, old in
      require(mask.shape == scores.shape, "customFromMask", "a mask of shape \(mask.shape) does not fit '\(name)' of shape \(scores.shape)")
      return old * mask.to(old.dtype)
    }
  }

  /// Gives the parameter a mask of ones.
  @discardableResult
  public static func identity<M: Module>(_ module: M, name: String) -> M { prune(module, name, nil) { $1 } }

  /// Makes pruning final: the parameter holds its pruned value, mask and original go.
  @discardableResult
  public static func remove<M: Module>(_ module: M, name: String) -> M {
    let box = module.parameterBox(name, "remove")
    guard let pruned = box.source as? PrunedParameter else { fail("remove", "'\(name)' of \(module.reprName) is not pruned") }
    let original = pruned.original.tensor!
    original.data = noGrad { pruned.value().detach() }
    box.source = nil
    box.tensor = original
    module.unregister(name + "_orig")
    module.unregister(name + "_mask")
    return module
  }

  /// Whether a parameter of this module or of one below it is pruned.
  public static func isPruned(_ module: Module) -> Bool {
    module.modules().contains { m in m.ownParameterBoxes().contains { $0.box.source is PrunedParameter } }
  }

  // MARK: Masks

  private static func prune<M: Module>(
    _ module: M, _ name: String, _ scores: Tensor?, _ newMask: (_ scores: Tensor, _ mask: Tensor) -> Tensor
  ) -> M {
    let box = module.parameterBox(name, "prune")
    noGrad {
      if let pruned = box.source as? PrunedParameter {
        let mask = pruned.mask.tensor!
        pruned.mask.tensor = newMask(check(scores, mask) ?? pruned.value(), mask)
        return
      }
      guard let weight = box.tensor else { fail("prune", "'\(name)' of \(module.reprName) is already computed from other tensors") }
      let mask = newMask(check(scores, weight) ?? weight.detach(), Tensor.onesLike(weight.detach()))
      module.registerParameter(name + "_orig", weight)
      module.registerBuffer(name + "_mask", mask)
      box.tensor = nil
      box.source = PrunedParameter(module.stateBox(name + "_orig")!, module.stateBox(name + "_mask")!)
    }
    return module
  }

  private static func check(_ scores: Tensor?, _ weight: Tensor) -> Tensor? {
    guard let scores else { return nil }
    require(scores.shape == weight.shape, "prune", "importanceScores of shape \(scores.shape) do not fit a parameter of shape \(weight.shape)")
    return scores.detach()
  }

  private static func mask(of module: Module, _ name: String) -> Tensor? {
    (module.parameterBox(name, "prune").source as? PrunedParameter)?.mask.tensor
  }

  private static func currentValue(_ module: Module, _ name: String) -> Tensor {
    let box = module.parameterBox(name, "prune")
    return (box.source?.value() ?? box.tensor!).detach()
  }

  private static func unstructured(_ scores: Tensor, _ mask: Tensor, _ method: Method, _ amount: Scalar) -> Tensor {
    let kept = (mask .== 1).flatten().nonzero().squeeze(1)
    let k = count(amount, of: kept.numel)
    let new = mask.clone().flatten()
    if k > 0 {
      let rank = method == .l1Unstructured ? scores.reshape(-1).indexSelect(dim: 0, index: kept).abs() : Tensor.rand(kept.numel)
      let pruned = kept.indexSelect(dim: 0, index: rank.topk(k, largest: false).indices)
      new.indexFill_(dim: 0, index: pruned, value: 0)
    }
    return new.view(mask.shape)
  }

  private static func structured(_ scores: Tensor, _ mask: Tensor, _ amount: Scalar, _ dim: Int, _ rank: (Tensor) -> Tensor) -> Tensor {
    let n = mask.ndim
    require(n > 1, "prune", "channels can be pruned of tensors with at least 2 dimensions, got shape \(mask.shape)")
    require(dim >= -n && dim < n, "prune", "dim \(dim) is out of range for shape \(mask.shape)")
    let rows = mask.movedim(dim, 0)
    let kept = rows.flatten(startDim: 1).sum(dim: 1).nonzero().squeeze(1)
    let k = count(amount, of: kept.numel)
    if k == 0 { return mask }
    let values = rank(scores.movedim(dim, 0).indexSelect(dim: 0, index: kept))
    let pruned = kept.indexSelect(dim: 0, index: values.topk(k, largest: false).indices)
    return rows.indexFill(dim: 0, index: pruned, value: 0).movedim(0, dim).contiguous()
  }

  private static func count(_ amount: Scalar, of total: Int) -> Int {
    if case .int(let n) = amount {
      require(n >= 0 && n <= total, "prune", "cannot prune \(n) of \(total)")
      return Int(n)
    }
    let share = amount.double
    require(share >= 0 && share <= 1, "prune", "amount must be an int or lie in 0…1, got \(share)")
    return Int((share * Double(total)).rounded(.toNearestOrEven))
  }
}

private final class PrunedParameter: TensorSource, CopiedWithModule {
  let original: any StateBox
  let mask: any StateBox

  init(_ original: any StateBox, _ mask: any StateBox) {
    self.original = original
    self.mask = mask
  }

  func value() -> Tensor { original.tensor! * mask.tensor! }
  func assign(_ tensor: Tensor) { noGrad { _ = original.tensor!.copy_(tensor) } }
  func deepCopied(by copier: ModuleCopier) -> AnyObject { PrunedParameter(copier.copy(original), copier.copy(mask)) }
}
