import MartletCore

/// Steps divided by the gradient's running root mean square: `v ← α v + (1 − α) g²`, `θ ← θ − γ g / (√v + ε)`.
///
/// `centered` takes the variance `v − ḡ²`, ḡ the running mean of g; with momentum μ, `b ← μ b + g / (√v + ε)`, `θ ← θ − γ b`.
/// State: `step`, `square_avg`, `momentum_buffer`, `grad_avg`. Stops on negative settings.
/// (https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html)
public final class RMSprop: Optimizer {
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1e-2, alpha: Double = 0.99, eps: Double = 1e-8, weightDecay: Double = 0, momentum: Double = 0,
    centered: Bool = false, maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr, "alpha": alpha, "eps": eps, "weightDecay": weightDecay, "momentum": momentum])
    super.init(params, defaults: [
      "lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered, "weight_decay": weightDecay, "maximize": maximize,
    ])
  }

  public override func step(_ group: ParamGroup, _ params: [Tensor], _ grads: [Tensor]) {
    let hasMomentum = group.momentum > 0, centered = group.flag("centered")
    let rule: StepRule =
      switch (hasMomentum, centered) {
      case (false, false): .rmsprop
      case (true, false): .rmspropMomentum
      case (false, true): .rmspropCentered
      case (true, true): .rmspropMomentumCentered
      }
    let constants = [group.lr, group.number("alpha"), group.eps, group.momentum]
    fusedStep(
      rule, group, params, grads,
      states: ["square_avg"] + (hasMomentum ? ["momentum_buffer"] : []) + (centered ? ["grad_avg"] : [])
    ) { state in
      _ = state.countStep()
      return constants
    }
  }
}
