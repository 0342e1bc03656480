import CMartletKernels

/// Attention on the CPU, in tiles.
extension CPUBackend {
  func attention(
    _ form: inout AttentionForm, _ q: Tensor, _ k: Tensor, _ v: Tensor, out: Tensor, stats: Tensor, _ generator: Generator
  ) {
    FlopCounter.add(q.numel * k.dims[2] + out.numel * k.dims[2])
    if form.dropout > 0 {
      var a = kernelForm(form, q, k, v.dims[3])
      let words = mk_attention_draws(&a)
      generator.draw(.float32, words) { form.coins = $0 } torch: { _ in fail("attention", "the kernel draws from counter-based generators only") }
    }
    var a = kernelForm(form, q, k, v.dims[3])
    withHeads(q, k, v, out) { mk_attention_forward(&a, $0, $1, $2, $3, stats.pointer) }
  }

  func attentionWeights(_ form: AttentionForm, _ q: Tensor, _ k: Tensor, stats: Tensor, weights: Tensor) {
    var a = kernelForm(form, q, k, 0)
    var heads = (heads(q), heads(k))
    mk_attention_weights(&a, &heads.0, &heads.1, stats.pointer, weights.dims.count == 3 ? 1 : 0, weights.pointer)
  }

  func attentionBackward(
    _ form: AttentionForm, _ q: Tensor, _ k: Tensor, _ v: Tensor, out: Tensor, stats: Tensor, _ dout: Tensor, dq: Tensor?, dk: Tensor?,
    dv: Tensor?
  ) {
    // The scores again, dq and dk are as wide as q; the gradients of the weights and of v as wide as out.
    FlopCounter.add((3 * q.numel + 2 * out.numel) * k.dims[2])
    var a = kernelForm(form, q, k, v.dims[3])
    var gradients = (heads(dout), heads(dq), heads(dk), heads(dv))
    withHeads(q, k, v, out) {
      mk_attention_backward(&a, $0, $1, $2, $3, stats.pointer, &gradients.0, &gradients.1, &gradients.2, &gradients.3)
    }
  }

  private func kernelForm(_ form: AttentionForm, _ q: Tensor, _ k: Tensor, _ valueWidth: Int) -> mk_attention {
    let s = form.mask?.strides ?? Dims(repeating: 0, count: 4)
    return mk_attention(
      dtype: q.dtype.kernel, batch: q.dims[0], heads: q.dims[1], group: q.dims[1] / k.dims[1], queries: q.dims[2], keys: k.dims[2],
      width: q.dims[3], value_width: valueWidth, scale: form.scale, causal: form.isCausal ? 1 : 0, mask: form.mask.map { UnsafeRawPointer($0.pointer) },
      mask_is_bool: form.mask?.dtype == .bool ? 1 : 0, mask_strides: (s[0], s[1], s[2], s[3]), dropout: form.dropout, random: form.coins)
  }

  private func heads(_ x: Tensor?) -> mk_heads {
    x.map { mk_heads(data: $0.pointer, batch: $0.strides[0], head: $0.strides[1], row: $0.strides[2]) }
      ?? mk_heads(data: nil, batch: 0, head: 0, row: 0)
  }

  private typealias Heads = UnsafePointer<mk_heads>
  private func withHeads(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ out: Tensor, _ body: (Heads, Heads, Heads, Heads) -> Void) {
    var all = (heads(q), heads(k), heads(v), heads(out))
    withUnsafePointer(to: &all.0) { q in
      withUnsafePointer(to: &all.1) { k in
        withUnsafePointer(to: &all.2) { v in
          withUnsafePointer(to: &all.3) { body(q, k, v, $0) }
        }
      }
    }
  }
}
