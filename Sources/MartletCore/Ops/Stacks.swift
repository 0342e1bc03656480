// Joining tensors after bringing them to enough dims, and giving several tensors one shape.

extension Tensor {
  /// A 0-d tensor as a vector; others as they are.
  public func atleast1d() -> Tensor { dims.count == 0 ? reshape(1) : self }

  /// A vector (n) as (1, n), a 0-d tensor as (1, 1); others as they are.
  public func atleast2d() -> Tensor {
    switch dims.count {
    case 0: reshape(1, 1)
    case 1: unsqueeze(0)
    default: self
    }
  }

  /// A matrix (m, n) as (m, n, 1), a vector (n) as (1, n, 1), a 0-d tensor as (1, 1, 1); others as they are.
  public func atleast3d() -> Tensor {
    switch dims.count {
    case 0: reshape(1, 1, 1)
    case 1: unsqueeze(0).unsqueeze(-1)
    case 2: unsqueeze(-1)
    default: self
    }
  }

  /// Joined as rows: along dim 0, vectors as (1, n).
  public static func vstack(_ tensors: [Tensor]) -> Tensor {
    require(!tensors.isEmpty, "vstack", "expected at least one tensor")
    return cat(tensors.map { $0.atleast2d() }, dim: 0)
  }

  /// Joined as columns: along dim 1, vectors along dim 0.
  public static func hstack(_ tensors: [Tensor]) -> Tensor {
    require(!tensors.isEmpty, "hstack", "expected at least one tensor")
    let t = tensors.map { $0.atleast1d() }
    return cat(t, dim: t[0].ndim == 1 ? 0 : 1)
  }

  /// Joined in depth: along dim 2, after `atleast3d`.
  public static func dstack(_ tensors: [Tensor]) -> Tensor {
    require(!tensors.isEmpty, "dstack", "expected at least one tensor")
    return cat(tensors.map { $0.atleast3d() }, dim: 2)
  }

  /// Joined along dim 1, vectors as columns (n, 1).
  public static func columnStack(_ tensors: [Tensor]) -> Tensor {
    require(!tensors.isEmpty, "columnStack", "expected at least one tensor")
    return cat(tensors.map { $0.ndim < 2 ? $0.reshape([$0.numel, 1]) : $0 }, dim: 1)
  }

  /// A matrix with the given ones along its diagonal and zeros elsewhere; vectors count as one row.
  public static func blockDiag(_ tensors: [Tensor]) -> Tensor {
    require(!tensors.isEmpty, "blockDiag", "expected at least one tensor")
    for t in tensors { require(t.ndim <= 2, "blockDiag", "expected at most 2 dimensions, got shape \(t.dims)") }
    let blocks = tensors.map { $0.atleast2d() }
    let columns = blocks.reduce(0) { $0 + $1.dims[1] }
    var before = 0
    let type = resultType(tensors)
    let rows = blocks.map { b -> Tensor in
      let left = Tensor.zeros([b.dims[0], before], dtype: type, device: b.device)
      before += b.dims[1]
      let right = Tensor.zeros([b.dims[0], columns - before], dtype: type, device: b.device)
      return cat([left, b, right], dim: 1)
    }
    return cat(rows, dim: 0)
  }
  public static func blockDiag(_ tensors: Tensor...) -> Tensor { blockDiag(tensors) }

  /// The tensors as views of the one shape that they broadcast to.
  public static func broadcastTensors(_ tensors: [Tensor]) -> [Tensor] {
    let shape = broadcastShapes(tensors.map(\.shape))
    return tensors.map { $0.expand(shape) }
  }
  public static func broadcastTensors(_ tensors: Tensor...) -> [Tensor] { broadcastTensors(tensors) }

  /// The shape that shapes broadcast to. Stops when they do not.
  public static func broadcastShapes(_ shapes: [[Int]]) -> [Int] {
    var out = Dims()
    for s in shapes {
      guard let next = broadcastShape(out, checkSizes("broadcastShapes", s)) else {
        fail("broadcastShapes", "shapes \(shapes.map { "\($0)" }.joined(separator: " and ")) do not broadcast: from the right, sizes must be equal or 1")
      }
      out = next
    }
    return out.array
  }
  public static func broadcastShapes(_ shapes: [Int]...) -> [Int] { broadcastShapes(shapes) }

  /// All ways to take one element of each vector, as rows: (n₁ ⋯ nₖ, k); a single vector as it is.
  public static func cartesianProd(_ vectors: [Tensor]) -> Tensor {
    require(!vectors.isEmpty, "cartesianProd", "expected at least one vector")
    for v in vectors { require(v.ndim == 1, "cartesianProd", "expected vectors, got shape \(v.dims)") }
    if vectors.count == 1 { return vectors[0] }
    return stack(meshgrid(vectors).map { $0.reshape(-1) }, dim: 1)
  }
  public static func cartesianProd(_ vectors: Tensor...) -> Tensor { cartesianProd(vectors) }

  /// All subsets of `r` elements of a vector, in order, as rows; `withReplacement`: an element may come again.
  public func combinations(r: Int = 2, withReplacement: Bool = false) -> Tensor {
    require(dims.count == 1, "combinations", "expected a vector, got shape \(dims)")
    require(r >= 0, "combinations", "expected a non-negative count, got \(r)")
    if r == 0 { return Tensor.empty([0], dtype: dtype, device: device) }
    let places = Tensor.meshgrid([Tensor](repeating: Tensor.arange(dims[0]), count: r))
    var mask = Tensor.ones(places[0].shape, dtype: .bool)
    for i in 1..<Swift.max(r, 1) {
      let next = withReplacement ? places[i - 1] .<= places[i] : places[i - 1] .< places[i]
      mask = mask.logicalAnd(next)
    }
    let columns = places.map { indexSelect(dim: 0, index: $0.maskedSelect(mask)) }
    return Tensor.stack(columns, dim: 1)
  }
}
