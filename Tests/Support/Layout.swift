import Martlet

/// How the elements of a tensor may lie in memory.
public enum Layout: String, CaseIterable, Sendable {
  /// In rows, without gaps.
  case contiguous
  /// In columns: the transpose of a tensor that lies in rows.
  case transposed
  /// Every second element along each dim of something larger, whose other elements are NaN.
  case sliced

  /// The same elements, laid out in this way; without history.
  public func applied(to x: Tensor) -> Tensor {
    switch self {
    case .contiguous:
      return x.detach().clone()
    case .transposed:
      return x.detach().T.clone().T
    case .sliced:
      let strides = Tensor.zeros(x.shape).stride.map { 2 * $0 }
      let whole = Tensor.full([2 * max(x.numel, 1) + 1], Double.nan, dtype: x.dtype)
      return whole.asStrided(x.shape, strides, storageOffset: 1).copy_(x.detach())
    }
  }
}
