import MartletCore

/// What `Embedding` and `EmbeddingBag` share: a table of vectors, one a row, and how its rows are read and trained.
public class EmbeddingTable: Module {
  /// (numEmbeddings, embeddingDim).
  @Parameter public var weight: Tensor
  let paddingIdx: Int?, maxNorm: Double?, normType: Double
  let scaleGradByFreq: Bool

  /// Takes the table as it is; `paddingIdx` may count from the end.
  init(
    _ table: Tensor, _ paddingIdx: Int?, _ maxNorm: Double?, _ normType: Double, _ scaleGradByFreq: Bool
  ) {
    let layer = "\(Self.self)"
    require(table.ndim == 2, layer, "expected embeddings of shape (numEmbeddings, embeddingDim), got \(table.shape)")
    let n = table.size(0)
    if let i = paddingIdx { require(i >= -n && i < n, layer, "paddingIdx \(i) is not one of \(n) rows") }
    weight = table
    self.paddingIdx = paddingIdx.map { $0 < 0 ? $0 + n : $0 }
    self.maxNorm = maxNorm
    self.normType = normType
    self.scaleGradByFreq = scaleGradByFreq
  }

  /// Draws the table from the standard normal distribution; the padding row is 0.
  func reset() {
    Init.normal_(weight)
    if let i = paddingIdx { noGrad { _ = weight[i].zero_() } }
  }

  // Parts of PyTorch's text; the last two show only what is not the default.
  var sizes: String { "\(weight.size(0)), \(weight.size(1))" }
  var padding: String { paddingIdx.map { ", padding_idx=\($0)" } ?? "" }
  var scaling: String {
    var s = maxNorm.map { ", max_norm=\(Python.float($0))" } ?? ""
    if normType != 2 { s += ", norm_type=\(Python.float(normType))" }
    if scaleGradByFreq { s += ", scale_grad_by_freq=True" }
    return s
  }
}
