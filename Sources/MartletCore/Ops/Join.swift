// Ops that put tensors together or rearrange copies.

extension Tensor {
  /// The tensors one after the other along a dim. Shapes must agree in all other dims; dtypes are promoted.
  public static func cat(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "cat", "expected at least one tensor")
    // PyTorch's old habit: empty vectors are skipped whatever the other shapes are.
    let parts = tensors.filter { !($0.dims.count == 1 && $0.dims[0] == 0) }
    guard let first = parts.first else { return tensors[0].clone() }
    require(first.dims.count > 0, "cat", "0-d tensors cannot be concatenated; use stack")
    let d = wrap(dim, first.dims.count, "cat")
    let type = resultType(tensors)
    var shape = first.dims
    shape[d] = 0
    for t in parts {
      var own = t.dims
      if own.count == shape.count { own[d] = 0 }
      var expected = shape
      expected[d] = 0
      if own != expected {
        fail("cat", "shapes must agree outside dim \(d), got \(parts.map { $0.dims.description }.joined(separator: " and "))")
      }
      shape[d] += t.dims[d]
    }
    let y = Tensor(empty: shape, type, first.device)
    var at = 0
    for t in parts where t.numel > 0 {
      var block = t.dims
      block[d] = t.dims[d]
      let part = Tensor(alias: y, dims: block, strides: y.strides, offset: at * y.strides[d])
      t.backend.copy(t, to: part)
      at += t.dims[d]
    }
    if !type.isFloatingPoint || !tracks(parts) { return y }
    let kinds = parts.map { ($0.dims[d], $0.dtype) }
    return y.record("cat", parts) { g, n in
      var at = 0
      return kinds.enumerated().map { i, k in
        defer { at += k.0 }
        return n.needs(i) ? g.narrow(dim: d, start: at, length: k.0).to(k.1) : nil
      }
    }
  }

  /// The tensors, all of one shape, along a new dim.
  public static func stack(_ tensors: [Tensor], dim: Int = 0) -> Tensor {
    guard let first = tensors.first else { fail("stack", "expected at least one tensor") }
    for t in tensors where t.dims != first.dims {
      fail("stack", "all tensors must have the same shape, got \(first.dims) and \(t.dims)")
    }
    let d = wrap(dim, first.dims.count + 1, "stack")
    return cat(tensors.map { $0.unsqueeze(d) }, dim: d)
  }

  /// The elements in reverse order along some dims.
  public func flip(_ which: Int...) -> Tensor { flip(which) }
  public func flip(_ which: [Int]) -> Tensor {
    let d = wrapAll(which, dims.count, "flip")
    let y = Tensor(empty: dims, dtype, device)
    if numel > 0 {
      var s = strides, offset = storageOffset
      for i in d where dims.count > 0 {
        offset += (dims[i] - 1) * strides[i]
        s[i] = -s[i]
      }
      let mirrored = Tensor(storage: bytes, dims: dims, strides: s, offset: offset, dtype: dtype, isDense: false)
      backend.copy(mirrored, to: y)
    }
    return tracks(self) ? y.record("flip", self) { $0.flip(d) } : y
  }

  /// The elements moved by `shifts` along some dims, those that fall off at the end coming back at the start; without dims, flattened.
  public func roll(_ shifts: some IntOrArray, _ which: some IntOrArray = [Int]()) -> Tensor {
    let s = shifts.ints, d = which.ints
    if d.isEmpty {
      require(s.count == 1, "roll", "without dims one shift is expected, got \(s)")
      return flatten().roll(s, [0]).view(shape)
    }
    require(dims.count > 0, "roll", "a 0-d tensor has no dim \(d[0])")
    require(s.count == d.count, "roll", "shifts \(s) and dims \(d) differ in length")
    var y = self
    for (shift, dim) in zip(s, d) {
      let i = wrap(dim, dims.count, "roll"), n = dims[i]
      if n == 0 { continue }
      let k = ((shift % n) + n) % n
      if k > 0 { y = Tensor.cat([y.narrow(dim: i, start: n - k, length: k), y.narrow(dim: i, start: 0, length: n - k)], dim: i) }
    }
    return y === self ? clone() : y
  }

  /// The tensor repeated along each dim; more counts than dims add dims in front.
  public func `repeat`(_ counts: Int...) -> Tensor { self.repeat(counts) }
  public func `repeat`(_ counts: [Int]) -> Tensor {
    let lead = counts.count - dims.count
    require(lead >= 0 && counts.allSatisfy { $0 >= 0 }, "repeat", "counts \(counts) do not fit a tensor of shape \(dims)")
    var x = self
    for _ in 0..<lead { x = x.unsqueeze(0) }
    // (r0, n0, r1, n1, …) is an expanded view; its copy has the elements in order.
    var wide: [Int] = [], split = x, full: [Int] = []
    for (i, r) in counts.enumerated() {
      split = split.unsqueeze(2 * i)
      wide += [r, x.dims[i]]
      full.append(r * x.dims[i])
    }
    return split.expand(wide).clone().view(full)
  }

  /// Grids of coordinates: one tensor for each input vector, all of the shape that their lengths span.
  public enum MeshIndexing: Sendable { case ij, xy }
  public static func meshgrid(_ tensors: Tensor..., indexing: MeshIndexing = .ij) -> [Tensor] { meshgrid(tensors, indexing: indexing) }
  public static func meshgrid(_ tensors: [Tensor], indexing: MeshIndexing = .ij) -> [Tensor] {
    for t in tensors {
      require(t.dims.count <= 1, "meshgrid", "expected vectors or 0-d tensors, got shape \(t.dims)")
      require(t.dtype == tensors[0].dtype, "meshgrid", "the dtypes differ: \(tensors.map(\.dtype))")
    }
    let swap = indexing == .xy && tensors.count >= 2
    let order = swap ? [tensors[1], tensors[0]] + tensors[2...] : tensors
    let shape = order.map(\.numel)
    var grids = order.enumerated().map { i, t in
      var s = [Int](repeating: 1, count: shape.count)
      s[i] = shape[i]
      return t.reshape(s).expand(shape)
    }
    if swap { grids.swapAt(0, 1) }
    return grids
  }
}
