import Foundation
import MartletCore

/// Adam's second moment in the memory of its row and column means, steps relative to the parameter's size, and no first moment.
///
/// For a matrix: `R ← lerp(R, mean_rows(g²), t^d₂)`, `C ← lerp(C, mean_columns(g²), t^d₂)`, `V = R C / mean(R)`; a vector keeps V itself.
/// `U = g / √V`, `θ ← θ − max(ε₂, rms(θ)) min(γ, 1/√t) U / max(1, rms(U) / d)`, after `θ ← (1 − γ λ) θ`.
/// State: `step`, `row_var` and `col_var`, or `variance`. Stops on negative settings, β₂ decay above 0 and d below 1.
/// (https://arxiv.org/abs/1804.04235)
public final class Adafactor: Optimizer {
  /// - Parameter eps: the floor of the variance (nil: the dtype's epsilon), and of the parameter's size.
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-2, beta2Decay: Double = -0.8, eps: (Double?, Double) = (nil, 1e-3), d: Double = 1, weightDecay: Double = 0,
    maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "eps.0": eps.0 ?? 0, "eps.1": eps.1, "weightDecay": weightDecay])
    require(beta2Decay <= 0, "Adafactor", "beta2Decay must not be above 0, got \(beta2Decay)")
    require(d >= 1, "Adafactor", "the threshold d must be at least 1, got \(d)")
    super.init(params, defaults: [
      "lr": lr, "beta2_decay": beta2Decay, "eps": Value(.tuple([eps.0.checkpointValue, eps.1.checkpointValue])), "d": d,
      "weight_decay": weightDecay, "maximize": maximize,
    ])
  }

  public override func accepts(_ shape: [Int], asState name: String, of p: Tensor) -> Bool {
    switch name {
    case "row_var": shape == Self.reduced(p, -1)
    case "col_var": shape == Self.reduced(p, -2)
    default: super.accepts(shape, asState: name, of: p)
    }
  }

  /// The shape of p with one dim reduced to 1.
  private static func reduced(_ p: Tensor, _ dim: Int) -> [Int] {
    guard p.ndim > 1 else { return [] }
    var shape = p.shape
    shape[shape.count + dim] = 1
    return shape
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    guard let eps = try? group["eps"]?.list, eps.count == 2, let floor = try? eps[1].number else {
      fail("Adafactor", "the setting 'eps' should be two numbers, got \(group["eps"] ?? .none)")
    }
    for (p, g) in zip(params, grads) {
      let eps1 = (try? eps[0].number) ?? p.dtype.epsilon
      step(group, p, group.flag("maximize") ? -g : g, eps1, floor)
    }
  }

  private func step(_ group: ParamGroup, _ p: Tensor, _ g: Tensor, _ eps1: Double, _ eps2: Double) {
    let s = state(of: p), t = s.countStep()
    let fresh = pow(t, group.number("beta2_decay"))
    let size = p.norm().item() / Double(p.numel).squareRoot()
    let rate = max(eps2, size) * min(group.lr, 1 / t.squareRoot())
    p.mul_(1 - group.lr * group.weightDecay)
    let update = variance(s, p, g, fresh, eps1).clamp_(min: eps1 * eps1).rsqrt_().mul_(g)
    let length = update.norm().item() / Double(update.numel).squareRoot()
    p.add_(update, alpha: -rate / max(1, length / group.number("d")))
  }

  /// The running mean of g², for a matrix from its rows' and columns' means.
  private func variance(_ s: ParameterState, _ p: Tensor, _ g: Tensor, _ fresh: Double, _ eps: Double) -> Tensor {
    if p.ndim < 2 { return s.tensor("variance") { Tensor.zerosLike(p) }.lerp_(g * g, fresh).clone() }
    func mean(_ name: String, _ dim: Int) -> Tensor {
      let norm = g.norm(dim: dim, keepDim: true)
      let square = norm * norm / Double(g.size(dim))
      return s.tensor(name) { Tensor.zerosLike(square) }.lerp_(square, fresh)
    }
    let rows = mean("row_var", -1), columns = mean("col_var", -2)
    return rows.matmul(columns) / rows.mean(dim: -2, keepDim: true).clamp_(min: eps)
  }
}

extension DType {
  /// The distance from 1 to the next number.
  fileprivate var epsilon: Double {
    switch self {
    case .float64: Double.ulpOfOne
    case .float16: 0x1p-10
    case .bfloat16: 0x1p-7
    default: Double(Float.ulpOfOne)
    }
  }
}
