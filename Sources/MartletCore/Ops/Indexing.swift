import CMartletKernels

/// What a list of indices means for a tensor: first a view, then at most one gather by tensors.
struct ResolvedIndex {
  var view: Tensor
  /// For each dim of `view` the index tensor (int64, in range) that reads it, or nil for a whole dim. Empty: a view is all.
  var gathers: [Tensor?] = []
  var isBasic: Bool { gathers.allSatisfy { $0 == nil } }
}

extension Tensor {
  /// `x[indices]`: a view where only ints, slices and new dims stand, else a copy.
  package func index(_ indices: [TensorIndex]) -> Tensor {
    let r = resolve(indices)
    if r.isBasic { return r.view === self ? makeView("alias", dims, strides, storageOffset) { $0 } : r.view }
    return r.view.gathered(r.gathers)
  }

  /// `x[indices] = value`, broadcast and converted.
  package func setIndex(_ indices: [TensorIndex], _ value: Tensor) {
    let r = resolve(indices)
    if r.isBasic {
      // `x[0] += y` has changed the view already and hands it back.
      if value.bytes === r.view.bytes && value.storageOffset == r.view.storageOffset && value.dims == r.view.dims
        && value.strides == r.view.strides { return }
      r.view.copy_(value.droppingLeadingOnes(to: r.view.dims.count))
    } else {
      r.view.scatter(r.gathers, value, accumulate: false)
    }
  }

  package func setIndex(_ indices: [TensorIndex], _ value: Scalar) {
    setIndex(indices, Tensor(filled: Dims(), value, dtype, device))
  }

  private func droppingLeadingOnes(to count: Int) -> Tensor {
    var y = self
    while y.dims.count > count && y.dims[0] == 1 { y = y.squeeze(0) }
    return y
  }

  private func resolve(_ indices: [TensorIndex]) -> ResolvedIndex {
    var consumed = 0
    for i in indices {
      switch i {
      case .integer, .slice: consumed += 1
      case .tensor(let t): consumed += t.dtype == .bool ? t.dims.count : 1
      case .ellipsisDims, .newDim: break
      }
    }
    require(
      consumed <= dims.count, "index", "too many indices: \(consumed) for a tensor of \(dims.count) dimensions (shape \(dims))")
    var x = self
    var d = 0
    var gathers: [Tensor?] = []
    var sawEllipsis = false
    for i in indices {
      switch i {
      case .integer(let k):
        x = x.select(dim: d, index: k)
      case .slice(let start, let stop, let step):
        x = x.slice(dim: d, start, stop, step)
        gathers.append(nil)
        d += 1
      case .newDim:
        x = x.unsqueeze(d)
        gathers.append(nil)
        d += 1
      case .ellipsisDims:
        require(!sawEllipsis, "index", "an index can only have a single ellipsis")
        sawEllipsis = true
        let skip = dims.count - consumed
        for _ in 0..<skip { gathers.append(nil) }
        d += skip
      case .tensor(let t) where t.dtype == .bool:
        if t.dims.count == 0 {
          // A 0-d mask adds a dim that is kept (size 1) or emptied (size 0).
          x = x.unsqueeze(d)
          gathers.append(t.item(as: Bool.self) ? Tensor([0]) : Tensor([Int](), shape: [0]))
          d += 1
          continue
        }
        for k in t.dims.indices where t.dims[k] != x.dims[d + k] {
          fail(
            "index",
            "a mask of shape \(t.dims) does not fit dims \(d)…\(d + t.dims.count - 1) of a tensor of shape \(dims)")
        }
        let positions = t.nonzero()
        for k in t.dims.indices { gathers.append(positions.select(dim: 1, index: k).contiguous()) }
        d += t.dims.count
      case .tensor(let t):
        require(t.dtype.isInteger, "index", "indices must be integers or bool, got a \(t.dtype) tensor")
        gathers.append(wrapped(t.to(.int64).contiguous(), x.dims[d], d))
        d += 1
      }
    }
    while gathers.count < x.dims.count { gathers.append(nil) }
    return ResolvedIndex(view: x, gathers: gathers)
  }

  private func wrapped(_ t: Tensor, _ size: Int, _ d: Int) -> Tensor {
    if t.numel == 0 { return t }
    let w = Tensor(empty: t.dims, .int64, t.device)
    if let at = t.backend.checkIndices(t, size: size, wrapped: w) {
      let bad = t.view(-1).select(dim: 0, index: at).item(as: Int.self)
      fail("index", "index \(bad) is out of range for dim \(d) of size \(size) (expected \(-size)…\(size - 1))")
    }
    return w
  }

  /// Python's slice: bounds clamp.
  func slice(dim d: Int, _ start: Int?, _ stop: Int?, _ step: Int) -> Tensor {
    require(step > 0, "slice", "the step must be positive, got \(step)")
    let n = dims[d]
    func clamped(_ v: Int) -> Int { Swift.min(Swift.max(v < 0 ? v + n : v, 0), n) }
    let a = clamped(start ?? 0), b = Swift.max(clamped(stop ?? n), a)
    if a == 0 && b == n && step == 1 { return self }
    return sliced(d, a, b, step)
  }

  // MARK: Reading and writing by index tensors

  /// Brings index tensors to one shape, and tells where the gathered dims go: to the place of the first one when the
  /// indexed dims stand together, else to the front (NumPy's rule).
  private static func align(_ gathers: [Tensor?]) -> (dims: [Int], indices: [Tensor], shape: Dims, place: Int) {
    let at = gathers.indices.filter { gathers[$0] != nil }
    var shape = gathers[at[0]]!.dims
    for k in at.dropFirst() {
      guard let s = broadcastShape(shape, gathers[k]!.dims) else {
        fail("index", "index tensors of shapes \(at.map { gathers[$0]!.dims.description }.joined(separator: ", ")) do not broadcast")
      }
      shape = s
    }
    let indices = at.map { k -> Tensor in
      let t = gathers[k]!
      return t.dims == shape ? t : t.expand(shape.array).contiguous()
    }
    let together = at.last! - at.first! == at.count - 1
    return (at, indices, shape, together ? at[0] : 0)
  }

  private func gathered(_ gathers: [Tensor?]) -> Tensor {
    let (at, indices, shape, place) = Tensor.align(gathers)
    let rest = dims.indices.filter { !at.contains($0) }
    var out = Dims()
    for k in rest[..<place] { out.append(dims[k]) }
    for k in shape.indices { out.append(shape[k]) }
    for k in rest[place...] { out.append(dims[k]) }
    let y = Tensor(empty: out, dtype, device)
    if y.numel > 0 { backend.indexGet(self, lead: place, dims: at, indices: indices, count: shape.product, out: y) }
    if !tracks(self) { return y }
    let whole = dims, n = shape.count
    return y.record("index", self) { g in
      let front = place == 0 ? g : g.movedim(Array(place..<(place + n)), Array(0..<n))
      return Tensor(filled: whole, .int(0), g.dtype, g.device).scatterAdded(at, indices, front)
    }
  }

  /// The tensor with `values` (index shape first, then the other dims) added at the indexed places.
  private func scatterAdded(_ at: [Int], _ indices: [Tensor], _ values: Tensor) -> Tensor {
    let y = Tensor(copying: self)
    let v = values.contiguous()
    if v.numel > 0 { backend.indexPut(MK_SCATTER_ADD, y, dims: at, indices: indices, count: indices[0].numel, values: v) }
    if tracks(self, values) {
      y.record("index_put", [self, values]) { g, n in
        [n.needs(0) ? g : nil, n.needs(1) ? g.gatheredFront(at, indices) : nil]
      }
    }
    return y
  }

  /// Reads with the gathered dims in front, whatever NumPy's rule says.
  private func gatheredFront(_ at: [Int], _ indices: [Tensor]) -> Tensor {
    let rest = dims.indices.filter { !at.contains($0) }
    var gathers = [Tensor?](repeating: nil, count: dims.count)
    for (k, i) in zip(at, indices) { gathers[k] = i }
    let y = gathered(gathers)
    let place = at.last! - at.first! == at.count - 1 ? at[0] : 0
    if place == 0 || rest.isEmpty { return y }
    let n = indices[0].dims.count
    return y.movedim(Array(place..<(place + n)), Array(0..<n))
  }

  /// `self[gathers] = value` or `+=`, in place.
  func scatter(_ gathers: [Tensor?], _ value: Tensor, accumulate: Bool) {
    let (at, indices, shape, place) = Tensor.align(gathers)
    let rest = dims.indices.filter { !at.contains($0) }
    // The shape that reading gives, to which the value broadcasts.
    var read = Dims()
    for k in rest[..<place] { read.append(dims[k]) }
    for k in shape.indices { read.append(shape[k]) }
    for k in rest[place...] { read.append(dims[k]) }
    let v = value.droppingLeadingOnes(to: read.count)
    require(
      broadcastShape(v.dims, read) == read, "index",
      "a value of shape \(value.dims) does not fit the indexed part of shape \(read)")
    let (vDims, vType, valueDims) = (v.dims, v.dtype, value.dims)
    inPlace(
      "index_put", [value],
      rule: { g, n in
        var gOld: Tensor?
        if n.needs(0) { gOld = accumulate ? g : g.overwritten(at, indices) }
        guard n.needs(1) else { return [gOld, nil] }
        let front = g.gatheredFront(at, indices)
        let asRead = place == 0 ? front : front.movedim(Array(0..<shape.count), Array(place..<(place + shape.count)))
        return [gOld, asRead.reduced(to: vDims, vType).view(valueDims.array)]
      }
    ) {
      if read.product == 0 { return }
      var full = v.detach().to(dtype).expand(read.array)
      if place != 0 { full = full.movedim(Array(place..<(place + shape.count)), Array(0..<shape.count)) }
      let source = v.numel == 1 ? v.detach().to(dtype).reshape([]) : full.contiguous()
      backend.indexPut(
        accumulate ? MK_SCATTER_ADD : MK_SCATTER_SET, self, dims: at, indices: indices, count: shape.product, values: source)
    }
  }

  /// A copy with zeros at the indexed places.
  private func overwritten(_ at: [Int], _ indices: [Tensor]) -> Tensor {
    let y = clone()
    var gathers = [Tensor?](repeating: nil, count: dims.count)
    for (k, i) in zip(at, indices) { gathers[k] = i }
    y.scatter(gathers, Tensor(filled: Dims(), .int(0), dtype, device), accumulate: false)
    return y
  }

  /// Writes `values` at the places that the index tensors name, or adds them there.
  @discardableResult
  public func indexPut_(_ indices: [Tensor], _ values: Tensor, accumulate: Bool = false) -> Tensor {
    let r = resolve(indices.map { .tensor($0) })
    r.view.scatter(r.gathers, values, accumulate: accumulate)
    return self
  }

  /// The positions of nonzero elements, one row each: (count, ndim), int64.
  public func nonzero() -> Tensor {
    let mask = (dtype == .bool ? self : to(.bool)).contiguous()
    let count = numel == 0 ? 0 : backend.countNonzero(mask: mask)
    let y = Tensor(empty: Dims([count, dims.count]), .int64, device)
    if y.numel > 0 { backend.nonzero(mask: mask, out: y) }
    return y
  }

  /// Rows (slices of dim `dim`) picked by an index vector.
  public func indexSelect(dim: Int, index: Tensor) -> Tensor {
    let d = wrap(dim, dims.count, "indexSelect")
    if dims.count == 0 { return view(1).indexSelect(dim: 0, index: index).view([]) }
    var gathers = [Tensor?](repeating: nil, count: dims.count)
    gathers[d] = indexVector("indexSelect", index, d)
    return gathered(gathers)
  }

  /// A copy with `alpha · source` slices added at the places of dim `dim` that `index` names.
  public func indexAdd(dim: Int, index: Tensor, source: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    let d = wrap(dim, dims.count, "indexAdd")
    let i = indexVector("indexAdd", index, d)
    require(
      dims.count == 0 || source.dims.count == dims.count && source.dims[d] == i.numel, "indexAdd",
      "a source of shape \(source.dims) does not fit \(i.numel) indices into dim \(d) of a tensor of shape \(dims)")
    let scaled = alpha.scalar == .int(1) ? source : source * alpha
    if dims.count == 0 { return view(1).scatterAdded([0], [i], scaled.view(-1)).view([]) }
    return scatterAdded([d], [i], scaled.to(dtype).movedim(d, 0))
  }

  /// Adds `alpha · source` slices at the places of dim `dim` that `index` names.
  @discardableResult
  public func indexAdd_(dim: Int, index: Tensor, source: Tensor, alpha: some TensorNumber = 1) -> Tensor {
    let d = wrap(dim, dims.count, "indexAdd_")
    let i = indexVector("indexAdd_", index, d)
    require(
      dims.count == 0 || source.dims.count == dims.count && source.dims[d] == i.numel, "indexAdd_",
      "a source of shape \(source.dims) does not fit \(i.numel) indices into dim \(d) of a tensor of shape \(dims)")
    let scaled = (alpha.scalar == .int(1) ? source : source * alpha).to(dtype)
    if dims.count == 0 {
      view(1).scatter([i], scaled.view(-1), accumulate: true)
    } else {
      var gathers = [Tensor?](repeating: nil, count: dims.count)
      gathers[d] = i
      scatter(gathers, scaled, accumulate: true)
    }
    return self
  }

  /// `out[i][j][k] = x[index[i][j][k]][j][k]` for dim 0, and so for the others. Index entries must lie in the dim.
  public func gather(dim: Int, index: Tensor) -> Tensor {
    let d = wrap(dim, dims.count, "gather")
    if index.numel == 0 { return Tensor(empty: index.dims, dtype, device) }
    checkScatterIndex("gather", d, index)
    if dims.count == 0 { return view(1).gather(dim: 0, index: index.view(-1)).view(index.shape) }
    let i = index.to(.int64).contiguous()
    let y = Tensor(empty: i.dims, dtype, device)
    if y.numel > 0 { backend.gather(self, dim: d, index: i, out: y) }
    if !tracks(self) { return y }
    let whole = dims
    return y.record("gather", self) { g in
      Tensor(filled: whole, .int(0), g.dtype, g.device).scatterAdd(dim: d, index: i, src: g)
    }
  }

  private func checkScatterIndex(_ op: String, _ d: Int, _ index: Tensor) {
    require(
      index.dtype == .int64 || index.dtype == .int32 || index.numel == 0, op, "the index must be int64, got \(index.dtype)")
    require(
      Swift.max(index.dims.count, 1) == Swift.max(dims.count, 1), op,
      "the index (shape \(index.dims)) must have as many dims as the tensor (shape \(dims))")
    for k in index.dims.indices where k != d && index.dims[k] > dims[k] {
      fail(op, "the index of shape \(index.dims) is larger than the tensor of shape \(dims) in dim \(k)")
    }
    checkRange(op, index.to(.int64).contiguous(), d)
  }

  /// Stops when an int64 index is negative or beyond the size of a dim.
  private func checkRange(_ op: String, _ i: Tensor, _ d: Int) {
    if i.numel == 0 { return }
    let size = dims.count == 0 ? 1 : dims[d]
    if let at = i.backend.checkIndices(i, size: size, wrapped: nil) {
      let wrong = i.view(-1).select(dim: 0, index: at).item(as: Int.self)
      require(wrong >= 0, op, "index \(wrong) is negative; expected 0…\(size - 1) for dim \(d)")
      fail(op, "index \(wrong) is out of range for dim \(d) of size \(size)")
    }
  }

  /// A vector of slices of dim `d` as the kernels take it; stops when one is negative or out of range.
  func indexVector(_ op: String, _ index: Tensor, _ d: Int) -> Tensor {
    require(index.dims.count <= 1, op, "the index must be a vector, got shape \(index.dims)")
    require(index.dtype == .int64 || index.dtype == .int32, op, "the index must be int32 or int64, got \(index.dtype)")
    let i = index.to(.int64).contiguous().view(-1)
    checkRange(op, i, d)
    return i
  }

  /// A copy with `src` added at `index` along `dim`.
  public func scatterAdd(dim: Int, index: Tensor, src: Tensor) -> Tensor {
    clone().scatterAdd_(dim: dim, index: index, src: src)
  }

  /// Adds `src[i][j][k]` to `x[index[i][j][k]][j][k]`.
  @discardableResult
  public func scatterAdd_(dim: Int, index: Tensor, src: Tensor) -> Tensor {
    let d = wrap(dim, dims.count, "scatterAdd_")
    let i = scatterOperands("scatterAdd_", d, index, src)
    let sourceDims = src.dims  // the rule must not keep the source alive
    return inPlace("scatter_add", [src], rule: { g, n in
      [g, n.needs(1) ? g.gather(dim: d, index: i).embeddedLike(sourceDims) : nil]
    }) { writeScatter(MK_SCATTER_ADD, d, i, src) }
  }

  /// A copy with `src` written at `index` along `dim`.
  public func scatter(dim: Int, index: Tensor, src: Tensor) -> Tensor { clone().scatter_(dim: dim, index: index, src: src) }
  public func scatter(dim: Int, index: Tensor, value: some TensorNumber) -> Tensor {
    clone().scatter_(dim: dim, index: index, value: value)
  }

  /// Writes `src[i][j][k]` to `x[index[i][j][k]][j][k]`.
  @discardableResult
  public func scatter_(dim: Int, index: Tensor, src: Tensor) -> Tensor {
    let d = wrap(dim, dims.count, "scatter_")
    let i = scatterOperands("scatter_", d, index, src)
    let sourceDims = src.dims  // the rule must not keep the source alive
    return inPlace("scatter", [src], rule: { g, n in
      [
        n.needs(0) ? g.scatter(dim: d, index: i, value: 0) : nil,
        n.needs(1) ? g.gather(dim: d, index: i).embeddedLike(sourceDims) : nil,
      ]
    }) { writeScatter(MK_SCATTER_SET, d, i, src) }
  }

  /// Writes a number at `index` along `dim`.
  @discardableResult
  public func scatter_(dim: Int, index: Tensor, value: some TensorNumber) -> Tensor {
    let d = wrap(dim, dims.count, "scatter_")
    checkScatterIndex("scatter_", d, index)
    let i = index.to(.int64).contiguous()
    let v = Tensor(filled: Dims(), value.scalar, dtype, device).expand(i.shape)
    return inPlace("scatter", rule: { g, _ in [g.scatter(dim: d, index: i, value: 0)] }) {
      writeScatter(MK_SCATTER_SET, d, i, v)
    }
  }

  func scatterOperands(_ op: String, _ d: Int, _ index: Tensor, _ src: Tensor) -> Tensor {
    checkScatterIndex(op, d, index)
    require(src.dtype == dtype, op, "the source must have the tensor's dtype \(dtype), got \(src.dtype)")
    require(
      Swift.max(src.dims.count, 1) == Swift.max(index.dims.count, 1)
        && index.dims.indices.allSatisfy { $0 >= src.dims.count || index.dims[$0] <= src.dims[$0] },
      op, "the index of shape \(index.dims) reaches outside the source of shape \(src.dims)")
    return index.to(.int64).contiguous()
  }

  func writeScatter(_ op: mk_scatter_op, _ d: Int, _ i: Tensor, _ src: Tensor) {
    if i.numel == 0 { return }
    if dims.count == 0 || i.dims.count == 0 || src.dims.count == 0 {
      let x = Tensor(alias: self, dims: Dims([1]), strides: Dims([1]), offset: storageOffset)
      let s = Tensor(alias: src, dims: Dims([1]), strides: Dims([1]), offset: src.storageOffset)
      backend.scatter(op, x, dim: 0, index: i.detach().view(1), source: s)
    } else {
      backend.scatter(op, self, dim: d, index: i, source: src)
    }
  }

  /// Zeros of shape `target` with this tensor in their first corner.
  func embeddedLike(_ target: Dims) -> Tensor {
    if dims == target { return self }
    let own = dims
    return embedded(in: target) { z in
      var part = z
      for d in own.indices { part = part.narrow(dim: d, start: 0, length: own[d]) }
      return part
    }
  }

  /// The elements where `mask` is true, as a vector; both broadcast.
  public func maskedSelect(_ mask: Tensor) -> Tensor {
    require(mask.dtype == .bool, "maskedSelect", "the mask must be bool, got \(mask.dtype)")
    let shape = broadcast("maskedSelect", self, mask).array
    return expand(shape).index([.tensor(mask.expand(shape))])
  }

  /// Sets the elements where `mask` is true to `value`.
  @discardableResult
  public func maskedFill_(_ mask: Tensor, _ value: some TensorNumber) -> Tensor {
    maskedFill_(mask, Tensor(filled: Dims(), value.scalar, dtype, device))
  }
  @discardableResult
  public func maskedFill_(_ mask: Tensor, _ value: Tensor) -> Tensor {
    require(mask.dtype == .bool, "maskedFill_", "the mask must be bool, got \(mask.dtype)")
    require(value.dims.count == 0, "maskedFill_", "the value must have no dims, got shape \(value.dims)")
    require(
      broadcastShape(mask.dims, dims) == dims, "maskedFill_", "a mask of shape \(mask.dims) does not broadcast to \(dims)")
    let type = value.dtype
    return inPlace("masked_fill", [value], rule: { g, n in
      let zero = Tensor(wrapping: .int(0), g.device)
      return [
        n.needs(0) ? Tensor.where(mask, zero, g) : nil,
        n.needs(1) ? Tensor.where(mask, g, zero).sum().to(type) : nil,
      ]
    }) {
      if numel > 0 {
        backend.pointwise(MK_OP_where, dtype.compute, self, .tensor(mask), .tensor(value), .tensor(self), .zero)
      }
    }
  }
  /// A copy with the elements where `mask` is true set to `value`.
  public func maskedFill(_ mask: Tensor, _ value: some TensorNumber) -> Tensor {
    expand(broadcast("maskedFill", self, mask).array).clone().maskedFill_(mask, value)
  }
  public func maskedFill(_ mask: Tensor, _ value: Tensor) -> Tensor {
    expand(broadcast("maskedFill", self, mask).array).clone().maskedFill_(mask, value)
  }
}
