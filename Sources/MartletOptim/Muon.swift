import Foundation
import MartletCore

/// Momentum made orthogonal: `b ← μ b + (1 − μ) g`, then `θ ← (1 − γ λ) θ − γ′ O`, where O is close to `U Vᵀ` of the update's singular value decomposition.
///
/// For the matrices of hidden layers; embeddings, biases and heads want another optimiser. O comes from five Newton–Schulz iterations in bfloat16.
/// State: `momentum_buffer`. Stops on parameters that are no matrices and on negative settings. (https://kellerjordan.github.io/posts/muon/)
public final class Muon: Optimizer {
  /// How the learning rate follows the shape (A, B) of a matrix.
  public enum AdjustLR: String, Sendable {
    /// `γ √max(1, A / B)`
    case original
    /// `0.2 γ √max(A, B)`: updates as large as AdamW's, whose learning rates then fit.
    case matchRmsAdamw = "match_rms_adamw"
    /// `γ √(A / B)`
    case spectralUnclamped = "spectral_unclamped"

    func rate(_ lr: Double, _ a: Double, _ b: Double) -> Double {
      switch self {
      case .original: lr * max(1, a / b).squareRoot()
      case .matchRmsAdamw: lr * 0.2 * max(a, b).squareRoot()
      case .spectralUnclamped: lr * (a / b).squareRoot()
      }
    }
  }

  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-3, weightDecay: Double = 0.1, momentum: Double = 0.95, nesterov: Bool = true,
    nsCoefficients: (Double, Double, Double) = (3.4445, -4.775, 2.0315), eps: Double = 1e-7, nsSteps: Int = 5, adjustLrFn: AdjustLR? = nil
  ) {
    Self.requireNonNegative(["lr": lr, "momentum": momentum, "weightDecay": weightDecay])
    require(nsSteps < 100, "Muon", "nsSteps must be less than 100, got \(nsSteps)")
    let (a, b, c) = nsCoefficients
    super.init(params, defaults: [
      "lr": lr, "weight_decay": weightDecay, "momentum": momentum, "nesterov": nesterov,
      "ns_coefficients": Value(.tuple([a, b, c].map(\.checkpointValue))), "eps": eps, "ns_steps": nsSteps, "adjust_lr_fn": adjustLrFn?.rawValue,
    ])
  }

  public override func addParamGroup(_ group: ParamGroup) {
    for p in group.params { require(p.ndim == 2, "Muon", "optimises matrices only, got a parameter of shape \(p.shape)") }
    super.addParamGroup(group)
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let momentum = group.momentum, nesterov = group.flag("nesterov")
    let word = (try? group["adjust_lr_fn"]?.string) ?? AdjustLR.original.rawValue
    guard let adjust = AdjustLR(rawValue: word) else { fail("Muon", "there is no adjustment of the learning rate '\(word)'") }
    for (p, g) in zip(params, grads) {
      let buffer = state(of: p).tensor("momentum_buffer") { Tensor.zerosLike(p) }.lerp_(g, 1 - momentum)
      let direction = orthogonal(nesterov ? g.lerp(buffer, momentum) : buffer, group)
      p.mul_(1 - group.lr * group.weightDecay)
      p.add_(direction.to(p.dtype), alpha: -adjust.rate(group.lr, Double(p.size(0)), Double(p.size(1))))
    }
  }

  /// Newton–Schulz: `X ← a X + (b X Xᵀ + c (X Xᵀ)²) X` takes every singular value of X to somewhere near 1.
  private func orthogonal(_ g: Tensor, _ group: ParamGroup) -> Tensor {
    guard let k = try? group["ns_coefficients"]?.list.map({ try $0.number }), k.count == 3 else {
      fail("Muon", "the setting 'ns_coefficients' should be three numbers, got \(group["ns_coefficients"] ?? .none)")
    }
    let isTall = g.size(0) > g.size(1)
    var x = g.to(.bfloat16)
    if isTall { x = x.t() }
    x = x / x.norm().clamp(min: group.eps)
    for _ in 0..<group.int("ns_steps") {
      let gram = x.matmul(x.t())
      x = x.addmm(gram.addmm(gram, gram, beta: k[1], alpha: k[2]), x, beta: k[0])
    }
    return isTall ? x.t() : x
  }
}
