// Cutting a tensor into views: by number of pieces, or at positions.

extension Tensor {
  /// `sections` views along a dim whose sizes differ by at most 1, the longer ones first.
  public func tensorSplit(_ sections: Int, dim: Int = 0) -> [Tensor] {
    require(dims.count > 0, "tensorSplit", "expected at least 1 dimension, got a 0-d tensor")
    require(sections > 0, "tensorSplit", "the number of sections must be positive, got \(sections)")
    let d = wrap(dim, dims.count, "tensorSplit")
    let (size, longer) = dims[d].quotientAndRemainder(dividingBy: sections)
    return (0..<sections).map { i in
      let start = i * size + Swift.min(i, longer)
      return narrow(dim: d, start: start, length: size + (i < longer ? 1 : 0))
    }
  }

  /// The views along a dim before, between and after the given positions, which clamp as in slices.
  public func tensorSplit(_ positions: [Int], dim: Int = 0) -> [Tensor] {
    require(dims.count > 0, "tensorSplit", "expected at least 1 dimension, got a 0-d tensor")
    let d = wrap(dim, dims.count, "tensorSplit")
    let starts: [Int?] = [nil] + positions, stops: [Int?] = positions + [nil]
    return zip(starts, stops).map { slice(dim: d, $0 ?? 0, $1, 1) }
  }

  /// Equal views side by side: along dim 1, of vectors along dim 0.
  public func hsplit(_ sections: Int) -> [Tensor] { sectioned("hsplit", needs: 1, dims.count == 1 ? 0 : 1, sections) }
  public func hsplit(_ positions: [Int]) -> [Tensor] { cut("hsplit", needs: 1, dims.count == 1 ? 0 : 1, positions) }
  /// Equal views one below the other: along dim 0, of at least two dims.
  public func vsplit(_ sections: Int) -> [Tensor] { sectioned("vsplit", needs: 2, 0, sections) }
  public func vsplit(_ positions: [Int]) -> [Tensor] { cut("vsplit", needs: 2, 0, positions) }
  /// Equal views in depth: along dim 2.
  public func dsplit(_ sections: Int) -> [Tensor] { sectioned("dsplit", needs: 3, 2, sections) }
  public func dsplit(_ positions: [Int]) -> [Tensor] { cut("dsplit", needs: 3, 2, positions) }

  private func sectioned(_ op: String, needs: Int, _ d: Int, _ sections: Int) -> [Tensor] {
    require(dims.count >= needs, op, "expected at least \(needs) dimensions, got shape \(dims)")
    require(
      sections > 0 && dims[d] % sections == 0, op, "dim \(d) of size \(dims[d]) does not split into \(sections) equal sections")
    return tensorSplit(sections, dim: d)
  }

  private func cut(_ op: String, needs: Int, _ d: Int, _ positions: [Int]) -> [Tensor] {
    require(dims.count >= needs, op, "expected at least \(needs) dimensions, got shape \(dims)")
    return tensorSplit(positions, dim: d)
  }
}
