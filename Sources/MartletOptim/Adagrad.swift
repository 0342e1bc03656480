import MartletCore

/// Steps that shrink with the squares of all gradients so far: `s ← s + g²`, `θ ← θ − γ / (1 + (t − 1) η) · g / (√s + ε)`, η the lr decay.
///
/// State: `step`, `sum`. Stops on negative settings. (https://jmlr.org/papers/v12/duchi11a.html)
public final class Adagrad: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-2, lrDecay: Double = 0, weightDecay: Double = 0, initialAccumulatorValue: Double = 0, eps: Double = 1e-10,
    maximize: Bool = false
  ) {
    Self.requireNonNegative([
      "lr": lr, "lrDecay": lrDecay, "weightDecay": weightDecay, "initialAccumulatorValue": initialAccumulatorValue, "eps": eps,
    ])
    super.init(params, defaults: [
      "lr": lr, "lr_decay": lrDecay, "eps": eps, "weight_decay": weightDecay, "initial_accumulator_value": initialAccumulatorValue,
      "maximize": maximize,
    ])
  }

  /// PyTorch's Adagrad has its state from the beginning.
  public override func addParamGroup(_ group: ParamGroup) {
    super.addParamGroup(group)
    for p in group.params {
      let s = state(of: p)
      _ = s.scalar("step")
      _ = s.tensor("sum") { Tensor.fullLike(p.detach(), group.number("initial_accumulator_value")) }
    }
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let lr = group.lr, decay = group.number("lr_decay"), eps = group.eps
    fusedStep(.adagrad, group, params, grads, states: ["sum"]) { state in [lr / (1 + (state.countStep() - 1) * decay), eps] }
  }
}
