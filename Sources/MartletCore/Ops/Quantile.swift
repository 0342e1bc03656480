/// How a quantile between two elements is read.
public enum QuantileInterpolation: Sendable { case linear, lower, higher, midpoint, nearest }

extension Tensor {
  /// The q-th quantiles, 0 ≤ q ≤ 1, over all elements; NaN when any element is.
  ///
  /// A vector q of k quantiles gives a result with a leading dim of size k. float32 and float64 only; q has the same dtype.
  public func quantile(_ q: Tensor, interpolation: QuantileInterpolation = .linear) -> Tensor {
    quantile("quantile", q, nil, false, interpolation, ignoringNaN: false)
  }
  public func quantile(_ q: Double, interpolation: QuantileInterpolation = .linear) -> Tensor {
    quantile("quantile", number(q), nil, false, interpolation, ignoringNaN: false)
  }
  /// The q-th quantiles along a dim, or over all elements where `dim` is nil.
  public func quantile(_ q: Tensor, dim: Int?, keepDim: Bool = false, interpolation: QuantileInterpolation = .linear) -> Tensor {
    quantile("quantile", q, dim, keepDim, interpolation, ignoringNaN: false)
  }
  public func quantile(_ q: Double, dim: Int?, keepDim: Bool = false, interpolation: QuantileInterpolation = .linear) -> Tensor {
    quantile("quantile", number(q), dim, keepDim, interpolation, ignoringNaN: false)
  }
  /// The quantiles of the elements that are not NaN.
  public func nanquantile(_ q: Tensor, dim: Int? = nil, keepDim: Bool = false, interpolation: QuantileInterpolation = .linear) -> Tensor {
    quantile("nanquantile", q, dim, keepDim, interpolation, ignoringNaN: true)
  }
  public func nanquantile(_ q: Double, dim: Int? = nil, keepDim: Bool = false, interpolation: QuantileInterpolation = .linear) -> Tensor {
    quantile("nanquantile", number(q), dim, keepDim, interpolation, ignoringNaN: true)
  }

  private func number(_ q: Double) -> Tensor { Tensor(filled: Dims(), .double(q), dtype, device) }

  private func quantile(
    _ op: String, _ q: Tensor, _ dim: Int?, _ keepDim: Bool, _ interpolation: QuantileInterpolation, ignoringNaN: Bool
  ) -> Tensor {
    require(dtype == .float32 || dtype == .float64, op, "expected a float32 or float64 tensor, got \(dtype)")
    require(q.dtype == dtype, op, "q must have the tensor's dtype \(dtype), got \(q.dtype)")
    require(q.dims.count <= 1, op, "q must be a number or a vector, got shape \(q.dims)")
    require(numel > 0, op, "a tensor of shape \(dims) has no quantiles")
    require(noGrad { ((q .>= 0) .& (q .<= 1)).all().item(as: Bool.self) }, op, "q must lie in 0…1")
    let axis = dim.map { wrap($0, dims.count, op) }
    let rows = axis == nil || dims.count == 0 ? reshape(-1) : movedim(axis!, -1)
    let (sorted, _) = rows.sort(dim: -1)
    let rank = ranks(of: q, in: sorted, ignoringNaN)
    // Every way reads one element, or mixes two neighbours by a weight.
    let y: Tensor
    switch interpolation {
    case .lower: y = sorted.gather(dim: -1, index: rank.floor().long())
    case .higher: y = sorted.gather(dim: -1, index: rank.ceil().long())
    case .nearest: y = sorted.gather(dim: -1, index: rank.round().long())
    case .linear, .midpoint:
      let below = rank.detach().floor()
      let weight = interpolation == .midpoint ? Tensor.fullLike(rank, 0.5) : rank - below
      y = sorted.gather(dim: -1, index: below.long()).lerp(sorted.gather(dim: -1, index: rank.ceil().long()), weight)
    }
    // (rows…, k) → (k, rows…), with the reduced dims as size 1 where asked for.
    let ordered = y.movedim(-1, 0)
    let kept = keepDim ? axis.map { dims.setting($0, to: 1).array } ?? [Int](repeating: 1, count: dims.count) : axis == nil ? [] : Array(ordered.shape.dropFirst())
    return ordered.reshape(q.dims.count == 0 ? kept : [q.numel] + kept)
  }

  /// Where the quantiles lie in each sorted row, as numbers of shape (rows…, k).
  private func ranks(of q: Tensor, in sorted: Tensor, _ ignoringNaN: Bool) -> Tensor {
    let isNumber = sorted.isnan().logicalNot()
    let q = q.reshape(-1)
    let n = sorted.dims[sorted.dims.count - 1]
    if ignoringNaN {
      let last = (isNumber.sum(dim: -1, keepDim: true) - 1).clamp(min: 0)
      return q * last.to(q.dtype)
    }
    // A row with a NaN in it reads its last element, which is one.
    let clean = isNumber.all(dim: -1, keepDim: true)
    return Tensor.where(clean, q * Double(n - 1), Double(n - 1))
  }
}
