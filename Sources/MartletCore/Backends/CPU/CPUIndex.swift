import CMartletKernels

/// Indexing, sorting and random numbers on the CPU.
extension CPUBackend {
  func checkIndices(_ indices: Tensor, size: Int, wrapped: Tensor?) -> Int? {
    let at = mk_index_check(
      indices.int64Pointer, indices.numel, Int64(size), wrapped == nil ? 0 : 1, wrapped?.int64Pointer)
    return at < 0 ? nil : at
  }

  private func withIndices(
    _ dims: [Int], _ indices: [Tensor], _ body: (UnsafePointer<Int32>, UnsafePointer<UnsafePointer<Int64>?>) -> Void
  ) {
    let d = dims.map { Int32($0) }
    let p: [UnsafePointer<Int64>?] = indices.map { UnsafePointer($0.int64Pointer) }
    d.withUnsafeBufferPointer { db in p.withUnsafeBufferPointer { pb in body(db.baseAddress!, pb.baseAddress!) } }
  }

  func indexGet(_ x: Tensor, lead: Int, dims: [Int], indices: [Tensor], count: Int, out: Tensor) {
    withIndices(dims, indices) { d, p in
      x.dims.withPointer { shape in
        x.strides.withPointer { strides in
          mk_index_get(
            x.dtype.kernel, Int32(x.dims.count), shape, strides, x.pointer, Int32(lead), Int32(dims.count), d, p, count, out.pointer)
        }
      }
    }
  }

  func indexPut(_ op: mk_scatter_op, _ x: Tensor, dims: [Int], indices: [Tensor], count: Int, values: Tensor) {
    withIndices(dims, indices) { d, p in
      x.dims.withPointer { shape in
        x.strides.withPointer { strides in
          mk_index_put(
            op, x.dtype.kernel, Int32(x.dims.count), shape, strides, x.pointer, Int32(dims.count), d, p, count,
            values.pointer, values.dims.count == 0 ? 1 : 0)
        }
      }
    }
  }

  func gather(_ x: Tensor, dim: Int, index: Tensor, out: Tensor) {
    index.dims.withPointer { shape in
      x.strides.withPointer { strides in
        mk_gather(x.dtype.kernel, Int32(x.dims.count), Int32(dim), shape, index.int64Pointer, strides, x.pointer, out.pointer)
      }
    }
  }

  func scatter(_ op: mk_scatter_op, _ x: Tensor, dim: Int, index: Tensor, source: Tensor) {
    index.dims.withPointer { shape in
      x.strides.withPointer { sx in
        source.strides.withPointer { ss in
          mk_scatter(
            op, x.dtype.kernel, Int32(x.dims.count), Int32(dim), shape, index.int64Pointer, sx, x.pointer, ss, source.pointer)
        }
      }
    }
  }

  func bincount(_ indices: Tensor, counts: Tensor) {
    mk_bincount(indices.int64Pointer, indices.numel, counts.numel, counts.int64Pointer)
  }

  func countNonzero(mask: Tensor) -> Int { mk_count_nonzero_bool(mask.bytePointer, mask.numel) }

  func maskedSelect(_ x: Tensor, mask: Tensor, out: Tensor) {
    mk_masked_select(x.dtype.kernel, x.pointer, mask.bytePointer, x.numel, out.pointer)
  }

  func maskedScatter(_ x: Tensor, mask: Tensor, source: Tensor) {
    mk_masked_scatter(x.dtype.kernel, x.pointer, mask.bytePointer, x.numel, source.pointer)
  }

  func nonzero(mask: Tensor, out: Tensor) {
    mask.dims.withPointer { mk_nonzero(mask.bytePointer, Int32(mask.dims.count), $0, out.int64Pointer) }
  }

  func embeddingBackward(_ indices: Tensor, _ dy: Tensor, dweight: Tensor, paddingIndex: Int) {
    mk_embedding_backward(
      dy.dtype.kernel, indices.numel, dweight.dims[1], dweight.dims[0], indices.int64Pointer, dy.pointer, dweight.pointer,
      Int64(paddingIndex))
  }

  func sort(_ x: Tensor, rows: Int, n: Int, descending: Bool, values: Tensor, indices: Tensor) {
    mk_sort(x.dtype.kernel, rows, n, descending ? 1 : 0, x.pointer, values.pointer, indices.int64Pointer)
  }

  func topk(_ x: Tensor, rows: Int, n: Int, k: Int, largest: Bool, values: Tensor, indices: Tensor) {
    mk_topk(x.dtype.kernel, rows, n, k, largest ? 1 : 0, x.pointer, values.pointer, indices.int64Pointer)
  }

  func searchSorted(_ sorted: Tensor, rows: Int, sharedRow: Bool, n: Int, values: Tensor, m: Int, right: Bool, out: Tensor) {
    mk_searchsorted(
      sorted.dtype.kernel, rows, sharedRow ? 1 : 0, n, sorted.pointer, m, values.pointer, right ? 1 : 0, out.int64Pointer)
  }

  func random(_ kind: RandomKind, _ out: Tensor, _ generator: Generator) {
    let d = out.dtype.kernel, n = out.numel, p = out.pointer
    generator.draw(out.dtype, n) { g in
      switch kind {
      case .uniform(let from, let to): mk_philox_uniform(g, d, n, p, from, to)
      case .normal(let mean, let std): mk_philox_normal(g, d, n, p, mean, std)
      case .integers(let low, let high): mk_philox_integers(g, d, n, p, Int64(low), Int64(high))
      case .exponential(let rate): mk_philox_exponential(g, d, n, p, rate)
      case .bernoulli(let q): mk_philox_bernoulli(g, d, n, p, q)
      case .permutation: mk_philox_permutation(g, n, out.int64Pointer)
      }
    } torch: { g in
      switch kind {
      case .uniform(let from, let to): mk_mt_uniform(g, d, n, p, from, to)
      case .normal(let mean, let std): mk_mt_normal(g, d, n, p, mean, std)
      case .integers(let low, let high): mk_mt_integers(g, d, n, p, Int64(low), Int64(high))
      case .exponential(let rate): mk_mt_exponential(g, d, n, p, rate)
      case .bernoulli(let q): mk_mt_bernoulli(g, d, n, p, q)
      case .permutation: mk_mt_permutation(g, n, out.int64Pointer)
      }
    }
  }

  func dropout(_ x: Tensor, p: Double, y: Tensor, mask: Tensor, _ generator: Generator) {
    generator.draw(.float32, x.numel) { g in
      mk_philox_dropout(g, x.dtype.kernel, x.numel, x.pointer, p, y.pointer, mask.bytePointer)
    } torch: { g in
      // PyTorch draws the mask as bernoulli(1 - p) in x's dtype, then scales.
      mk_mt_bernoulli(g, mk_dtype(rawValue: DType.uint8.rawValue), x.numel, mask.bytePointer, 1 - p)
      mk_dropout_backward(x.dtype.kernel, x.numel, x.pointer, mask.bytePointer, p, y.pointer)
    }
  }

  func dropoutBackward(_ dy: Tensor, mask: Tensor, p: Double, dx: Tensor) {
    mk_dropout_backward(dy.dtype.kernel, dy.numel, dy.pointer, mask.bytePointer, p, dx.pointer)
  }
}
