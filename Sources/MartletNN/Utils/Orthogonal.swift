import MartletCore

/// How `Parametrizations.orthogonal` makes an orthogonal matrix of an arbitrary one.
public enum OrthogonalMap: Sendable {
  /// `exp(A)` of the skew-symmetric `A = tril(X) − tril(X)ᵀ`.
  case matrixExp
  /// `(I − A/2)⁻¹ (I + A/2)` of the same A.
  case cayley
  /// A product of the reflections whose vectors are the columns of X below its diagonal.
  case householder
}

extension Parametrizations {
  /// An orthogonal parameter: a matrix (or a batch (…, n, k)) with orthonormal columns, or rows when it is wider than tall.
  ///
  /// The map defaults to `.matrixExp` for square matrices and `.householder` for others. With `useTrivialization` the result is relative to
  /// a buffer `base`, the value at the time (or what is assigned later), made orthogonal. (https://arxiv.org/abs/1909.09501)
  @discardableResult
  public static func orthogonal<M: Module>(
    _ module: M, name: String = "weight", orthogonalMap: OrthogonalMap? = nil, useTrivialization: Bool = true
  ) -> M {
    let box = module.parameterBox(name, "orthogonal")
    guard let w = box.tensor else { fail("orthogonal", "'\(name)' of \(module.reprName) is already computed from other tensors") }
    require(w.ndim >= 2, "orthogonal", "expected a matrix or a batch of matrices, got shape \(w.shape)")
    let map = orthogonalMap ?? (w.size(-1) == w.size(-2) ? .matrixExp : .householder)
    if useTrivialization || map == .householder {
      return Parametrize.registerParametrization(module, name, InvertibleOrthogonal(map, useTrivialization))
    }
    return Parametrize.registerParametrization(module, name, Orthogonal(map))
  }
}

private class Orthogonal: Module, Layer {
  private let map: OrthogonalMap
  init(_ map: OrthogonalMap) { self.map = map }
  override var reprName: String { "_Orthogonal" }
  var base: Tensor? { nil }

  func forward(_ x: Tensor) -> Tensor {
    let wide = x.size(-2) < x.size(-1)
    let x = wide ? x.transpose(-2, -1) : x
    var q = map == .householder ? reflections(x) : rotation(x)
    if let base { q = base.matmul(q) }
    return wide ? q.transpose(-2, -1) : q
  }

  private func rotation(_ x: Tensor) -> Tensor {
    let n = x.size(-2), k = x.size(-1)
    let lower = F.pad(x.tril(), [0, n - k])
    let a = lower - lower.transpose(-2, -1)
    if map == .matrixExp { return Linalg.matrixExp(a).narrow(dim: -1, start: 0, length: k) }
    let id = Tensor.eye(n, dtype: a.dtype, device: a.device)
    return Linalg.solve(id - a * 0.5, id + a * 0.5).narrow(dim: -1, start: 0, length: k)
  }

  /// The first k columns of H₁ H₂ … H_k, Hᵢ = I − τᵢ vᵢ vᵢᵀ with τᵢ = 2 / ‖vᵢ‖², applied from the right end; then signs from X's diagonal.
  private func reflections(_ x: Tensor) -> Tensor {
    let n = x.size(-2), k = x.size(-1)
    let id = Tensor.eye(n, k, dtype: x.dtype, device: x.device)
    let below = x.tril(-1)
    let tau = (1 + (below * below).sum(dim: -2, keepDim: true)).reciprocal() * 2
    let v = below + id
    var q = id.expand(x.shape)
    for i in stride(from: k - 1, through: 0, by: -1) {
      let column = v.narrow(dim: -1, start: i, length: 1)
      let projected = column.transpose(-2, -1).matmul(q)
      q = q - tau.narrow(dim: -1, start: i, length: 1) * column.matmul(projected)
    }
    let signs = x.detach().diagonal(dim1: -2, dim2: -1).trunc().unsqueeze(-2)
    return q * signs
  }
}

private final class InvertibleOrthogonal: Orthogonal, InvertibleLayer {
  @Buffer("base") private var stored: Tensor? = nil
  private let trivializes: Bool

  init(_ map: OrthogonalMap, _ trivializes: Bool) {
    self.trivializes = trivializes
    super.init(map)
  }

  override var base: Tensor? { stored }

  func rightInverse(_ y: Tensor) -> Tensor {
    let wide = y.size(-2) < y.size(-1)
    let q = wide ? y.transpose(-2, -1) : y
    if trivializes {
      let n = q.size(-2), k = q.size(-1)
      let noise = Tensor.randn(Array(q.shape.dropLast()) + [n - k], dtype: q.dtype, device: q.device)
      stored = orthogonalized(n == k ? q : Tensor.cat([q, noise], dim: -1))
      let minusOne = Tensor.eye(y.size(-2), y.size(-1), dtype: y.dtype, device: y.device) * -1
      return minusOne.expand(y.shape).clone()
    }
    let x = householderVectors(q)
    return wide ? x.transpose(-2, -1) : x
  }

  /// The orthogonal factor of the QR decomposition whose R has a positive diagonal.
  private func orthogonalized(_ q: Tensor) -> Tensor {
    let (orthogonal, r) = Linalg.qr(q)
    return orthogonal * r.diagonal(dim1: -2, dim2: -1).sign().unsqueeze(-2)
  }

  /// The reflections' vectors below the diagonal and the signs on it, as LAPACK's geqrf finds them, column by column.
  private func householderVectors(_ q: Tensor) -> Tensor {
    let n = q.size(-2), k = q.size(-1)
    var rest = q.clone()
    let result = Tensor.zerosLike(q)
    for i in 0..<k {
      let x = rest.narrow(dim: -1, start: i, length: 1).narrow(dim: -2, start: i, length: n - i)
      let alpha = x.narrow(dim: -2, start: 0, length: 1), tail = x.narrow(dim: -2, start: 1, length: n - i - 1)
      let reflects = tail.norm(dim: -2, keepDim: true) .> 0
      let signed = Tensor.where(alpha .< 0, Tensor.onesLike(alpha), Tensor.fullLike(alpha, -1))
      let beta = x.norm(dim: -2, keepDim: true) * signed
      let v = Tensor.where(reflects, tail / (alpha - beta), Tensor.zerosLike(tail))
      let full = Tensor.cat([Tensor.onesLike(alpha), v], dim: -2)
      let tau = Tensor.where(reflects, (beta - alpha) / beta, Tensor.zerosLike(alpha))
      let block = rest.narrow(dim: -2, start: i, length: n - i)
      let reflected = block - tau * full.matmul(full.transpose(-2, -1).matmul(block))
      rest = Tensor.cat([rest.narrow(dim: -2, start: 0, length: i), reflected], dim: -2)
      let diagonal = Tensor.where(reflects, beta.sign(), alpha.sign() * -1)
      result.narrow(dim: -1, start: i, length: 1).narrow(dim: -2, start: i, length: n - i).copy_(Tensor.cat([diagonal, v], dim: -2))
    }
    return result
  }
}
