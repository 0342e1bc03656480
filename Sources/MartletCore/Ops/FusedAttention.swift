/// Which attention weights a caller wants to see.
package enum AttentionWeights { case none, perHead, mean }

extension F {
  /// Attention over four dims: q (N, H, L, E), k (N, H′, S, E), v (N, H′, S, V), H a multiple of H′, mask (N, H, L, S).
  ///
  /// - Returns: (N, H, L, V), and the weights that multiplied v if they are wanted: (N, H, L, S), or their mean over heads (N, L, S).
  package static func attention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, dropoutP: Double = 0, isCausal: Bool = false, scale: Double? = nil,
    weights: AttentionWeights = .none, generator: Generator? = nil
  ) -> (out: Tensor, weights: Tensor?) {
    Attention(inputs: [q, k, v], mask, dropoutP, isCausal, scale, generator ?? currentGenerator()).run(weights)
  }

  /// The same for queries, keys and values that lie in one tensor (N, L, 3, H, E), as one projection gives them. Its gradient is one tensor too.
  package static func selfAttention(
    _ qkv: Tensor, mask: Tensor? = nil, dropoutP: Double = 0, isCausal: Bool = false, weights: AttentionWeights = .none
  ) -> (out: Tensor, weights: Tensor?) {
    Attention(inputs: [qkv], mask, dropoutP, isCausal, nil, currentGenerator()).run(weights)
  }
}

/// One call of attention: either the backend's primitive, or the same in ops where that cannot serve.
private struct Attention {
  private let inputs: [Tensor]
  private let form: AttentionForm
  private let generator: Generator

  init(
    inputs: [Tensor], _ mask: Tensor?, _ dropoutP: Double, _ isCausal: Bool, _ scale: Double?, _ generator: Generator
  ) {
    self.inputs = inputs
    self.generator = generator
    let width = inputs[0].size(-1)
    form = AttentionForm(
      scale: scale ?? (width > 0 ? 1 / Double(width).squareRoot() : 1), isCausal: isCausal, mask: mask, dropout: dropoutP)
  }

  /// Queries, keys and values (N, H, length, width), as views of the inputs or of their gradients.
  private static func parts(_ x: [Tensor]) -> [Tensor] {
    x.count == 3 ? x : (0..<3).map { x[0].select(dim: 2, index: $0).transpose(1, 2) }
  }

  func run(_ wanted: AttentionWeights) -> (out: Tensor, weights: Tensor?) {
    let type = inputs[0].dtype
    if type.itemSize == 2 {  // halves are computed in float32 and rounded once
      let wide = Attention(inputs: inputs.map { $0.float() }, form.mask, form.dropout, form.isCausal, form.scale, generator).run(wanted)
      return (wide.out.to(type), wide.weights?.to(type))
    }
    let parts = Attention.parts(inputs)
    // A mask that learns, an empty operand and PyTorch's own random numbers are left to ops.
    let learns = form.mask.map { tracks($0) } ?? false
    if learns || parts.contains(where: { $0.numel == 0 }) || form.dropout > 0 && (generator.kind == .torch || form.dropout == 1) {
      let (out, weights) = Attention.composite(parts, form, generator: generator)
      return (out, Attention.shown(weights, wanted))
    }
    return fused(wanted)
  }

  private static func shown(_ weights: Tensor, _ wanted: AttentionWeights) -> Tensor? {
    switch wanted {
    case .none: nil
    case .perHead: weights
    case .mean: weights.mean(dim: 1)
    }
  }

  // MARK: In tiles

  private func fused(_ wanted: AttentionWeights) -> (out: Tensor, weights: Tensor?) {
    let q = inputs[0], backend = q.backend
    let p = Attention.parts(inputs.map { $0.detach() }).map(Attention.withAdjacentColumns)
    var form = form
    form.mask = form.mask.map { m in m.dtype == .bool || m.dtype == q.dtype ? m.detach() : m.detach().to(q.dtype) }
    let (batch, heads, rows) = (p[0].dims[0], p[0].dims[1], p[0].dims[2])
    let out = p[0].emptyInOrder(Dims([batch, heads, rows, p[2].dims[3]]))
    let stats = Tensor(empty: Dims([batch, heads, rows]), q.dtype, q.device)
    backend.attention(&form, p[0], p[1], p[2], out: out, stats: stats, generator)
    var weights: Tensor?
    if wanted != .none {
      weights = Tensor(empty: Dims([batch] + (wanted == .mean ? [] : [heads]) + [rows, p[1].dims[2]]), q.dtype, q.device)
      backend.attentionWeights(form, p[0], p[1], stats: stats, weights: weights!)
    }
    guard tracks(inputs) else { return (out, weights) }

    let saved = inputs.map { Saved($0) }, result = Saved(output: out), done = form
    recordAll(
      "scaled_dot_product_attention", [out] + (weights.map { [$0] } ?? []), inputs, saving: saved + [result]
    ) { g, node in
      let inputs = saved.map { $0() }, needs = inputs.indices.map { node.needs($0) }
      if GradMode.isEnabled || g.count > 1 && g[1] != nil {
        return Attention.compositeGradients(inputs, needs, done, wanted, g, stats)
      }
      guard let dout = g[0] else { return [] }
      return Attention.fusedGradients(inputs, needs, done, out: result(), stats, dout)
    }
    return (out, weights)
  }

  private static func fusedGradients(
    _ inputs: [Tensor], _ needs: [Bool], _ form: AttentionForm, out: Tensor, _ stats: Tensor, _ dout: Tensor
  ) -> [Tensor?] {
    let p = parts(inputs.map { $0.detach() }).map(withAdjacentColumns)
    let gradients = zip(inputs, needs).map { x, needed in needed ? x.emptyInOrder(x.dims) : nil }
    let d: [Tensor?] = gradients.count == 3 ? gradients : parts([gradients[0]!])
    out.backend.attentionBackward(
      form, p[0], p[1], p[2], out: out, stats: stats, withAdjacentColumns(dout), dq: d[0], dk: d[1], dv: d[2])
    return gradients
  }

  /// The kernels step through rows of adjacent elements.
  private static func withAdjacentColumns(_ x: Tensor) -> Tensor { x.strides[3] == 1 || x.dims[3] == 1 ? x : x.contiguous() }

  // MARK: In ops

  /// Result and weights per head. `coins` are the factors that dropout drew; without them it draws.
  private static func composite(
    _ p: [Tensor], _ form: AttentionForm, coins: Tensor? = nil, generator: Generator? = nil
  ) -> (out: Tensor, weights: Tensor) {
    let q = p[0], k = F.repeatedHeads("attention", p[1], q, true), v = F.repeatedHeads("attention", p[2], q, true)
    var scores = (q * form.scale).matmul(k.transpose(-2, -1))
    var seen: Tensor? = form.mask?.dtype == .bool ? form.mask : nil
    if form.isCausal {
      let rows = Tensor.arange(q.size(-2), device: q.device).unsqueeze(1)
      let causal = rows .>= Tensor.arange(k.size(-2), device: q.device)
      seen = seen.map { $0 .& causal } ?? causal
    }
    if let m = form.mask, m.dtype != .bool { scores = scores + m.to(scores.dtype) }
    if let seen { scores = Tensor.where(seen, scores, -Double.infinity) }
    var weights = F.softmax(scores, dim: -1)
    if form.mask != nil && k.size(-2) > 0 {  // a query that sees no key: softmax alone would give NaN
      let blind = (scores .== -Double.infinity).all(dim: -1, keepDim: true)
      weights = Tensor.where(blind, 0, weights)
    }
    if let coins { weights = weights * coins } else if form.dropout > 0 { weights = F.dropout(weights, p: form.dropout, generator: generator) }
    return (weights.matmul(v), weights)
  }

  /// Gradients by way of ops: differentiable, and for callers that differentiate through the weights.
  private static func compositeGradients(
    _ inputs: [Tensor], _ needs: [Bool], _ form: AttentionForm, _ wanted: AttentionWeights, _ g: [Tensor?], _ stats: Tensor
  ) -> [Tensor?] {
    var coins: Tensor?
    if form.dropout > 0 {  // what the kernel kept is what is not 0
      let p = parts(inputs.map { $0.detach() }).map(withAdjacentColumns)
      let weights = Tensor(empty: Dims(p[0].shape.dropLast() + [p[1].dims[2]]), stats.dtype, stats.device)
      stats.backend.attentionWeights(form, p[0], p[1], stats: stats, weights: weights)
      coins = (weights .> 0).to(stats.dtype) * (1 / (1 - form.dropout))
    }
    let again = GradMode.isEnabled, type = inputs[0].dtype
    // Where one weight is nearly 1, a score's gradient is the difference of nearly equal numbers: float64, unless it is to be recorded.
    let work: DType = again ? type : .float64
    return enableGrad {
      // Tensors of their own, since one tensor may serve as query, key and value.
      let own = zip(inputs, needs).map { x, needed in
        if again { return needed ? x.expand(x.shape) : x.detach() }
        return x.detach().to(work).requiresGrad_(needed)
      }
      let (out, weights) = composite(parts(own), form, coins: coins?.to(work))
      let outputs = [out] + (shown(weights, wanted).map { [$0] } ?? []), given = outputs.indices.filter { g[$0] != nil }
      let wrt = own.indices.filter { needs[$0] }
      let found = grad(
        of: given.map { outputs[$0] }, wrt: wrt.map { own[$0] }, gradOutputs: given.map { g[$0]?.to(work) }, createGraph: again, allowUnused: true)
      var all = [Tensor?](repeating: nil, count: own.count)
      for (i, x) in zip(wrt, found) { all[i] = x.to(type) }
      return all
    }
  }
}

extension Tensor {
  /// Uninitialised, of shape `dims`, which lie in memory in the order in which this tensor's dims do, but for the last one: its elements are
  /// adjacent, as the kernels write them.
  func emptyInOrder(_ shape: Dims) -> Tensor {
    let expanded = dims.indices.contains { strides[$0] == 0 && dims[$0] > 1 }
    let last = dims.count - 1
    let order = expanded || isDense ? Array(dims.indices) : (0..<last).sorted { (strides[$0], -$0) > (strides[$1], -$1) } + [last]
    let y = Tensor(empty: Dims(order.map { shape[$0] }), dtype, device)
    var own = shape
    for (i, d) in order.enumerated() { own[d] = y.strides[i] }
    return Tensor(alias: y, dims: shape, strides: own, offset: 0)
  }
}
