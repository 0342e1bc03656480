import MartletCore

/// Ready parametrisations of weights. (`torch.nn.utils.parametrizations`)
public enum Parametrizations {}

extension Parametrizations {
  /// Spectral normalisation: the parameter becomes `w / σ(w)`, with the largest singular value σ estimated by power iteration
  /// (`nPowerIterations` steps at each read in training) on w as a matrix whose rows run along `dim`: 1 for transposed convolutions, else 0.
  /// (https://arxiv.org/abs/1802.05957)
  @discardableResult
  public static func spectralNorm<M: Module>(
    _ module: M, name: String = "weight", nPowerIterations: Int = 1, eps: Double = 1e-12, dim: Int? = nil
  ) -> M {
    require(nPowerIterations > 0, "spectralNorm", "nPowerIterations must be positive, got \(nPowerIterations)")
    let box = module.parameterBox(name, "spectralNorm")
    let weight = noGrad { box.source?.value() ?? box.tensor! }
    let rows = dim ?? (module.reprName.contains("ConvTranspose") ? 1 : 0)
    return Parametrize.registerParametrization(module, name, SpectralNorm(weight.detach(), nPowerIterations, eps, rows))
  }
}

private final class SpectralNorm: Module, InvertibleLayer {
  @Buffer("_u") private var u: Tensor? = nil
  @Buffer("_v") private var v: Tensor? = nil
  private let steps: Int, eps: Double, dim: Int

  init(_ weight: Tensor, _ steps: Int, _ eps: Double, _ dim: Int) {
    require(
      dim >= -weight.ndim && dim < weight.ndim, "spectralNorm", "dim \(dim) is out of range for a weight of shape \(weight.shape)")
    self.steps = steps
    self.eps = eps
    self.dim = dim < 0 ? dim + weight.ndim : dim
    super.init()
    if weight.ndim > 1 {
      let m = matrix(weight)
      u = F.normalize(Tensor.randn(m.size(0), dtype: m.dtype, device: m.device), dim: 0, eps: eps)
      v = F.normalize(Tensor.randn(m.size(1), dtype: m.dtype, device: m.device), dim: 0, eps: eps)
      iterate(m, 15)
    }
  }

  override var reprName: String { "_SpectralNorm" }

  func forward(_ w: Tensor) -> Tensor {
    guard let u, let v else { return F.normalize(w, dim: 0, eps: eps) }
    let m = matrix(w)
    if isTraining && !Module.isPrinting { iterate(m.detach(), steps) }
    return w / u.clone().dot(m.mv(v.clone()))
  }

  func rightInverse(_ y: Tensor) -> Tensor { y }

  private func matrix(_ w: Tensor) -> Tensor { (dim == 0 ? w : w.movedim(dim, 0)).flatten(startDim: 1) }

  /// Moves u and v towards the singular vectors of the largest singular value, in place.
  private func iterate(_ m: Tensor, _ count: Int) {
    noGrad {
      for _ in 0..<count {
        u!.copy_(F.normalize(m.mv(v!), dim: 0, eps: eps))
        v!.copy_(F.normalize(m.t().mv(u!), dim: 0, eps: eps))
      }
    }
  }
}
