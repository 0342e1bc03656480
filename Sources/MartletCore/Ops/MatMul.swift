import CMartletKernels

/// A matrix as gemm reads it: row-major with a row stride, perhaps transposed.
private struct MatrixOperand {
  let tensor: Tensor
  let trans: Bool
  let ld: Int

  /// The last two dims of `x`, or their transpose, without a copy where one of them has stride 1, else of a copy.
  init(_ x: Tensor, transposed: Bool = false) {
    let n = x.dims.count
    let rows = x.dims[n - 2], cols = x.dims[n - 1]
    let rs = x.strides[n - 2], cs = x.strides[n - 1]
    if (cs == 1 || cols <= 1) && (rs >= Swift.max(cols, 1) || rows <= 1) {
      (tensor, trans, ld) = (x, transposed, rows <= 1 ? Swift.max(cols, 1) : rs)
    } else if (rs == 1 || rows <= 1) && cs >= Swift.max(rows, 1) {
      (tensor, trans, ld) = (x, !transposed, cs)
    } else {
      (tensor, trans, ld) = (Tensor(copying: x), transposed, Swift.max(cols, 1))
    }
  }
}

extension Tensor {
  private static func checkProduct(_ op: String, _ a: Tensor, _ b: Tensor) {
    if a.dtype != b.dtype { fail(op, "the dtypes differ: \(a.dtype) and \(b.dtype)") }
    sameDevice("matmul", a, b)
  }

  /// The matrix product (n, k) · (k, m) → (n, m).
  public func mm(_ b: Tensor) -> Tensor {
    if dims.count != 2 || b.dims.count != 2 || dims[1] != b.dims[0] {
      fail("mm", "shapes \(dims) and \(b.dims) do not multiply: expected (n, k) and (k, m)")
    }
    Tensor.checkProduct("mm", self, b)
    let y = Tensor(empty: Dims([dims[0], b.dims[1]]), dtype, device)
    Tensor.product(self, b, into: y)
    if !tracks(self, b) { return y }
    let needsA = requiresGrad, needsB = b.requiresGrad
    let sa = needsB ? Saved(self) : nil, sb = needsA ? Saved(b) : nil
    return y.record("mm", [self, b], saving: [sa, sb].compactMap { $0 }) { g, _ in
      [needsA ? g.mm(sb!().t()) : nil, needsB ? sa!().t().mm(g) : nil]
    }
  }

  /// `c = alpha · a b + beta · c` on plain matrices, or with bᵀ for b; no record.
  static func product(_ a: Tensor, _ b: Tensor, transposed: Bool = false, into c: Tensor, alpha: Double = 1, beta: Double = 0) {
    if c.numel == 0 { return }
    if a.dims[1] == 0 {
      if beta == 0 { c.backend.fill(c, .int(0)) }
      return
    }
    let x = MatrixOperand(a), y = MatrixOperand(b, transposed: transposed)
    c.backend.gemm(
      GemmShape(
        m: c.dims[0], n: c.dims[1], k: a.dims[1], transA: x.trans, transB: y.trans, lda: x.ld, ldb: y.ld,
        ldc: c.strides[0]),
      alpha: alpha, x.tensor, y.tensor, beta: beta, c)
  }

  /// The product of batches of matrices (b, n, k) · (b, k, m) → (b, n, m).
  public func bmm(_ b: Tensor) -> Tensor {
    if dims.count != 3 || b.dims.count != 3 || dims[0] != b.dims[0] || dims[2] != b.dims[1] {
      fail("bmm", "shapes \(dims) and \(b.dims) do not multiply: expected (b, n, k) and (b, k, m)")
    }
    Tensor.checkProduct("bmm", self, b)
    let y = Tensor(empty: Dims([dims[0], dims[1], b.dims[2]]), dtype, device)
    if y.numel > 0 {
      if dims[2] == 0 {
        backend.fill(y, .int(0))
      } else {
        let p = MatrixOperand(self), q = MatrixOperand(b)
        backend.gemm(
          GemmShape(
            batch: dims[0], m: dims[1], n: b.dims[2], k: dims[2], transA: p.trans, transB: q.trans, lda: p.ld, ldb: q.ld,
            ldc: y.dims[2], strideA: p.tensor.strides[0], strideB: q.tensor.strides[0], strideC: y.dims[1] * y.dims[2]),
          alpha: 1, p.tensor, q.tensor, beta: 0, y)
      }
    }
    if !tracks(self, b) { return y }
    let needsA = requiresGrad, needsB = b.requiresGrad
    let sa = needsB ? Saved(self) : nil, sb = needsA ? Saved(b) : nil
    return y.record("bmm", [self, b], saving: [sa, sb].compactMap { $0 }) { g, _ in
      [needsA ? g.bmm(sb!().transpose(1, 2)) : nil, needsB ? sa!().transpose(1, 2).bmm(g) : nil]
    }
  }

  /// The product of a matrix and a vector (n, k) · (k) → (n).
  public func mv(_ v: Tensor) -> Tensor {
    if dims.count != 2 || v.dims.count != 1 || dims[1] != v.dims[0] {
      fail("mv", "shapes \(dims) and \(v.dims) do not multiply: expected (n, k) and (k)")
    }
    return mm(v.unsqueeze(1)).squeeze(1)
  }

  /// The inner product of two vectors.
  public func dot(_ v: Tensor) -> Tensor {
    if dims.count != 1 || v.dims.count != 1 || dims[0] != v.dims[0] {
      fail("dot", "shapes \(dims) and \(v.dims) do not multiply: expected two vectors of one length")
    }
    return unsqueeze(0).mm(v.unsqueeze(1)).view([])
  }

  /// The matrix product with PyTorch's rules: vectors are rows on the left and columns on the right, leading dims broadcast as batches.
  public func matmul(_ b: Tensor) -> Tensor {
    if dims.count == 0 || b.dims.count == 0 {
      fail("matmul", "both tensors need at least one dimension, got shapes \(dims) and \(b.dims)")
    }
    let ka = dims[dims.count - 1], kb = b.dims.count == 1 ? b.dims[0] : b.dims[b.dims.count - 2]
    if ka != kb {
      fail("matmul", "shapes \(dims) and \(b.dims) do not multiply: the inner sizes \(ka) and \(kb) differ")
    }
    switch (dims.count, b.dims.count) {
    case (1, 1): return dot(b)
    case (2, 1): return mv(b)
    case (1, 2): return unsqueeze(0).mm(b).squeeze(0)
    case (2, 2): return mm(b)
    case (3..., 1), (3..., 2):
      // One matrix on the right: the left is one tall matrix.
      let right = b.dims.count == 1 ? b.unsqueeze(1) : b
      let out = Array(shape.dropLast()) + (b.dims.count == 1 ? [] : [right.dims[1]])
      return reshape([out.isEmpty ? 1 : shape.dropLast().reduce(1, *), ka]).mm(right).view(out)
    default:
      let left = dims.count == 1 ? unsqueeze(0) : self
      let right = b.dims.count == 1 ? b.unsqueeze(1) : b
      guard let lead = broadcastShape(Dims(Array(left.shape.dropLast(2))), Dims(Array(right.shape.dropLast(2)))) else {
        fail("matmul", "the batch dims of shapes \(dims) and \(b.dims) do not broadcast")
      }
      let n = left.dims[left.dims.count - 2], m = right.dims[right.dims.count - 1]
      let batch = lead.product
      let p = left.expand(lead.array + [n, ka]).reshape([batch, n, ka])
      let q = right.expand(lead.array + [ka, m]).reshape([batch, ka, m])
      var out = lead.array + [n, m]
      if dims.count == 1 { out.remove(at: out.count - 2) }
      if b.dims.count == 1 { out.removeLast() }
      return p.bmm(q).view(out)
    }
  }

  /// `beta · self + alpha · a b`.
  public func addmm(_ a: Tensor, _ b: Tensor, beta: some TensorNumber = 1, alpha: some TensorNumber = 1) -> Tensor {
    if !tracks(self, a, b), fitsProduct(a, b) {
      // One gemm, so that half precision is rounded once.
      let y = Tensor(empty: dims, dtype, device)
      y.backend.copy(self, to: y)
      Tensor.product(a, b, into: y, alpha: alpha.scalar.double, beta: beta.scalar.double)
      return y
    }
    let p = a.mm(b)
    let scaled = alpha.scalar == .int(1) ? p : p * alpha
    return beta.scalar.double == 0 ? scaled : (beta.scalar == .int(1) ? self : self * beta) + scaled
  }

  /// Whether `self` has just the shape and floating-point dtype of the matrix product a b.
  private func fitsProduct(_ a: Tensor, _ b: Tensor) -> Bool {
    dtype.isFloatingPoint && a.dtype == dtype && b.dtype == dtype && a.dims.count == 2 && b.dims.count == 2 && a.dims[1] == b.dims[0]
      && a.dims[1] > 0 && dims == Dims([a.dims[0], b.dims[1]]) && numel > 0
  }
}

extension F {
  /// `y = x Wᵀ + b` for x (…, inFeatures), W (outFeatures, inFeatures), b (outFeatures).
  ///
  /// One gemm with the bias already in place. Stops when the sizes do not fit.
  public static func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil) -> Tensor {
    let k = x.dims.count == 0 ? -1 : x.dims[x.dims.count - 1]
    if weight.dims.count == 1 { return linearVector(x, weight, bias) }
    if weight.dims.count != 2 || weight.dims[1] != k {
      fail("linear", "an input of shape \(x.dims) does not fit a weight of shape \(weight.dims): expected (…, \(weight.dims.count == 2 ? weight.dims[1] : 0))")
    }
    if let b = bias, b.dims.count > 1 || (b.numel != weight.dims[0] && b.numel != 1) {
      fail("linear", "a bias of shape \(b.dims) does not fit \(weight.dims[0]) output features")
    }
    if x.dtype != weight.dtype { fail("linear", "the input is \(x.dtype), but the weight is \(weight.dtype)") }
    if let b = bias, b.dtype != x.dtype { fail("linear", "the input is \(x.dtype), but the bias is \(b.dtype)") }
    let rows = x.dims.count == 2 ? x : x.reshape([x.shape.dropLast().reduce(1, *), k])
    let y = Tensor(empty: Dims([rows.dims[0], weight.dims[0]]), x.dtype, x.device)
    if let b = bias, y.numel > 0 { y.backend.copy(b, to: y) }
    Tensor.product(rows, weight, transposed: true, into: y, beta: bias == nil ? 0 : 1)
    let tracked = bias.map { tracks(rows, weight, $0) } ?? tracks(rows, weight)
    if tracked {
      let needs = (rows.requiresGrad, weight.requiresGrad)
      let sx = needs.1 ? Saved(rows) : nil, sw = needs.0 ? Saved(weight) : nil
      let biasDims = bias?.dims
      y.record("linear", [rows, weight] + (bias.map { [$0] } ?? []), saving: [sx, sw].compactMap { $0 }) { g, n in
        [
          needs.0 ? g.mm(sw!()) : nil, needs.1 ? g.t().mm(sx!()) : nil,
          biasDims != nil && n.needs(2) ? g.sumToSize(biasDims!) : nil,
        ]
      }
    }
    return x.dims.count == 2 ? y : y.view(Array(x.shape.dropLast()) + [weight.dims[0]])
  }

  private static func linearVector(_ x: Tensor, _ weight: Tensor, _ bias: Tensor?) -> Tensor {
    let y = x.matmul(weight)
    return bias.map { y + $0 } ?? y
  }
}
