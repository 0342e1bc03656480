import MartletCore

/// Connectionist temporal classification: `−log P(target | x)`, summed over all alignments of the targets with the frames.
///
/// Called with log-probabilities (T, N, C) or (T, C), targets (N, S) or one after the other, and the lengths of both (N); see `F.ctcLoss`.
/// (https://www.cs.toronto.edu/~graves/icml_2006.pdf, https://pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html)
public final class CTCLoss: Module {
  private let blank: Int
  private let reduction: LossReduction
  private let zeroInfinity: Bool

  /// - Parameters:
  ///   - blank: the class that stands for no label.
  ///   - zeroInfinity: 0, with gradient 0, where a target is too long for its frames and the loss is infinite.
  public init(blank: Int = 0, reduction: LossReduction = .mean, zeroInfinity: Bool = false) {
    self.blank = blank
    self.reduction = reduction
    self.zeroInfinity = zeroInfinity
  }

  public func callAsFunction(_ logProbs: Tensor, _ targets: Tensor, _ inputLengths: Tensor, _ targetLengths: Tensor) -> Tensor {
    withHooks([logProbs, targets, inputLengths, targetLengths]) {
      [F.ctcLoss($0[0], $0[1], $0[2], $0[3], blank: blank, reduction: reduction, zeroInfinity: zeroInfinity)]
    }[0]
  }
}
