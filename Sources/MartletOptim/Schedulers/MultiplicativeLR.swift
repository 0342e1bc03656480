import MartletCore

/// Multiplies the rates by a function of the epoch, epoch after epoch: `γ ← γ f(epoch)`.
///
/// (https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html)
public final class MultiplicativeLR: FunctionLR {
  public override func getLR() -> [Double] { isInitial ? groupLRs : zip(groupLRs, factors).map { $0 * $1 } }
}
