import MartletCore

/// The starting rates times a function of the epoch: `γ₀ f(epoch)`.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LambdaLR.html)
public final class LambdaLR: FunctionLR {
  public override func getLR() -> [Double] { zip(baseLRs, factors).map { $0 * $1 } }
}
