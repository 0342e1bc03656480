import CMartletKernels

/// How `scatterReduce` and `indexReduce` combine the elements that meet at one place.
public enum ScatterReduction: Sendable { case sum, prod, mean, amax, amin }

/// What `scatter` does at a place instead of writing.
public enum ScatterCombination: Sendable { case add, multiply }

extension Tensor {
  /// Combines `src` into the tensor at `index` along `dim`: `x[index[i][j]][j] = reduce(x[…], src[i][j], …)` for dim 0.
  ///
  /// `includeSelf: false` leaves the old values of the places that are written out of it. Equal extremes share the gradient. Stops where
  /// `scatter_` does.
  @discardableResult
  public func scatterReduce_(
    dim: Int, index: Tensor, src: Tensor, reduce: ScatterReduction, includeSelf: Bool = true
  ) -> Tensor {
    let d = wrap(dim, dims.count, "scatterReduce_")
    let i = scatterOperands("scatterReduce_", d, index, src)
    // The old value under its own history, for derivatives that read it.
    let tracked = tracks(self, src)
    let old = tracked ? Saved(clone()) : nil, source = tracked ? Saved(src) : nil
    let sourceDims = src.dims
    let counts = reduce == .mean ? noGrad { contributions(d, i, includeSelf) } : nil
    return inPlace("scatter_reduce", [src], saving: { [old, source].compactMap { $0 } }, rule: { g, n in
      var (gx, gs) = (g, g)
      switch reduce {
      case .sum: break
      case .mean: (gx, gs) = (g / counts!, g / counts!)
      case .prod:
        (gx, gs) = prodGradients(g, old!(), source!(), d, i, includeSelf)
        return [n.needs(0) ? gx : nil, n.needs(1) ? gs.embeddedLike(sourceDims) : nil]
      case .amax, .amin:
        let x = old!(), s = source!().corner(i.dims)
        let y = noGrad { x.scatterReduce(dim: d, index: i, src: s, reduce: reduce, includeSelf: includeSelf) }
        let own = (x .== y).to(g.dtype), given = (s .== y.gather(dim: d, index: i)).to(g.dtype)
        let kept = includeSelf ? own : own.scatter(dim: d, index: i, value: 0)
        let share = g / kept.scatterAdd(dim: d, index: i, src: given).clamp(min: 1)
        return [
          n.needs(0) ? share * kept : nil,
          n.needs(1) ? (share.gather(dim: d, index: i) * given).embeddedLike(sourceDims) : nil,
        ]
      }
      if !includeSelf { gx = gx.scatter(dim: d, index: i, value: 0) }
      return [n.needs(0) ? gx : nil, n.needs(1) ? gs.gather(dim: d, index: i).embeddedLike(sourceDims) : nil]
    }) {
      let s = src.detach()
      if !includeSelf { writeStart(reduce, d, i, s) }
      switch reduce {
      case .sum, .mean: writeScatter(MK_SCATTER_ADD, d, i, s)
      case .prod: writeScatter(MK_SCATTER_MUL, d, i, s)
      case .amax: writeScatter(MK_SCATTER_MAX, d, i, s)
      case .amin: writeScatter(MK_SCATTER_MIN, d, i, s)
      }
      if let counts {
        let x = detach()
        let mean = dtype.isFloatingPoint ? x / counts : x.floorDivide(counts)
        backend.copy(mean, to: self)
      }
    }
  }

  /// A copy with `src` combined into it at `index` along `dim`.
  public func scatterReduce(
    dim: Int, index: Tensor, src: Tensor, reduce: ScatterReduction, includeSelf: Bool = true
  ) -> Tensor {
    clone().scatterReduce_(dim: dim, index: index, src: src, reduce: reduce, includeSelf: includeSelf)
  }

  /// A copy with `src` added to, or multiplied into, the elements at `index` along `dim`.
  public func scatter(dim: Int, index: Tensor, src: Tensor, reduce: ScatterCombination) -> Tensor {
    clone().scatter_(dim: dim, index: index, src: src, reduce: reduce)
  }
  public func scatter(dim: Int, index: Tensor, value: some TensorNumber, reduce: ScatterCombination) -> Tensor {
    clone().scatter_(dim: dim, index: index, value: value, reduce: reduce)
  }
  @discardableResult
  public func scatter_(dim: Int, index: Tensor, src: Tensor, reduce: ScatterCombination) -> Tensor {
    scatterReduce_(dim: dim, index: index, src: src, reduce: reduce == .add ? .sum : .prod)
  }
  @discardableResult
  public func scatter_(dim: Int, index: Tensor, value: some TensorNumber, reduce: ScatterCombination) -> Tensor {
    let v = Tensor(filled: Dims(), value.scalar, dtype, device).expand(index.shape)
    return scatter_(dim: dim, index: index, src: v, reduce: reduce)
  }

  /// Combines slices of `source` into the slices of a dim that `index` names.
  @discardableResult
  public func indexReduce_(
    dim: Int, index: Tensor, source: Tensor, reduce: ScatterReduction, includeSelf: Bool = true
  ) -> Tensor {
    let d = wrap(dim, dims.count, "indexReduce_")
    require(reduce != .sum, "indexReduce_", "sums are indexAdd_'s")
    if dims.count == 0 {
      view(1).indexReduce_(dim: 0, index: index, source: source.reshape(-1), reduce: reduce, includeSelf: includeSelf)
      return self
    }
    let i = indexVector("indexReduce_", index, d)
    var fits = dims
    fits[d] = i.numel
    require(
      source.dims == fits, "indexReduce_",
      "a source of shape \(source.dims) does not fit \(i.numel) indices into dim \(d) of a tensor of shape \(dims)")
    var column = [Int](repeating: 1, count: dims.count)
    column[d] = i.numel
    let everywhere = i.view(column).expand(fits.array)
    return scatterReduce_(dim: d, index: everywhere, src: source, reduce: reduce, includeSelf: includeSelf)
  }

  /// A copy with slices of `source` combined into the slices of a dim that `index` names.
  public func indexReduce(
    dim: Int, index: Tensor, source: Tensor, reduce: ScatterReduction, includeSelf: Bool = true
  ) -> Tensor {
    clone().indexReduce_(dim: dim, index: index, source: source, reduce: reduce, includeSelf: includeSelf)
  }

  /// Before a reduction without the old values: the neutral element at the written places; for extremes, which have none, any of theirs.
  private func writeStart(_ reduce: ScatterReduction, _ d: Int, _ i: Tensor, _ src: Tensor) {
    switch reduce {
    case .amax, .amin: writeScatter(MK_SCATTER_SET, d, i, src)
    case .sum, .mean, .prod:
      let start = Tensor(filled: Dims(), .int(reduce == .prod ? 1 : 0), dtype, device)
      writeScatter(MK_SCATTER_SET, d, i, start.expand(i.shape))
    }
  }

  /// How many elements meet at each place; 1 where none do.
  private func contributions(_ d: Int, _ i: Tensor, _ includeSelf: Bool) -> Tensor {
    let start = Tensor(filled: dims, .int(includeSelf ? 1 : 0), dtype, device)
    let ones = Tensor(filled: i.dims, .int(1), dtype, device)
    return start.scatterAdd(dim: d, index: i, src: ones).clamp(min: 1)
  }

  /// The part of this tensor that an index of shape `size` reads.
  private func corner(_ size: Dims) -> Tensor {
    var part = self
    for d in size.indices where dims.count > 0 { part = part.narrow(dim: d, start: 0, length: size[d]) }
    return part
  }
}

/// The gradients of a product at each place, right with zeros among the factors.
private func prodGradients(_ g: Tensor, _ x: Tensor, _ src: Tensor, _ d: Int, _ i: Tensor, _ includeSelf: Bool) -> (Tensor, Tensor) {
  let s = src.dims == i.dims ? src : i.dims.indices.reduce(src) { $0.narrow(dim: $1, start: 0, length: i.dims[$1]) }
  // For x: the product of everything else that meets there.
  let others = Tensor.onesLike(x).scatterReduce(dim: d, index: i, src: s, reduce: .prod)
  let gx = includeSelf ? g * others : (g * others).scatter(dim: d, index: i, value: 0)
  // For src: divide its factor out where it is not 0; where it is the only 0, the product of the rest.
  let start = includeSelf ? x : Tensor.onesLike(x)
  let isZero = s .== 0
  let zeros = Tensor.zerosLike(x).scatterAdd(dim: d, index: i, src: isZero.to(x.dtype)).gather(dim: d, index: i)
  let onlyZero = isZero.logicalAnd(zeros .== 1)
  let nonzero = s.maskedFill(isZero, 1)
  let whole = start.scatterReduce(dim: d, index: i, src: s, reduce: .prod).gather(dim: d, index: i)
  let rest = start.scatterReduce(dim: d, index: i, src: s.maskedFill(onlyZero, 1), reduce: .prod).gather(dim: d, index: i)
  let factor = Tensor.where(onlyZero, rest, whole / nonzero)
  return (gx, g.gather(dim: d, index: i) * factor)
}
