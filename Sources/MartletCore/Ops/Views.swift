// Views: the same memory under another shape. Gradients flow through all of them.

extension Tensor {
  /// Another shape over the same elements in the same order; one size may be −1. Stops where the memory does not allow it
  /// (use `reshape`).
  public func view(_ shape: Int...) -> Tensor { view(shape) }
  public func view(_ shape: [Int]) -> Tensor {
    let target = inferSizes("view", shape)
    guard let s = viewStrides(target) else {
      fail(
        "view",
        "a tensor of shape \(dims) and stride \(strides) cannot be seen as \(target) without a copy; use reshape")
    }
    return viewed("view", target, s)
  }

  /// Another shape over the same elements: a view where the memory allows it, else a copy.
  public func reshape(_ shape: Int...) -> Tensor { reshape(shape) }
  public func reshape(_ shape: [Int]) -> Tensor {
    let target = inferSizes("reshape", shape)
    if let s = viewStrides(target) { return viewed("view", target, s) }
    return clone().view(target.array)
  }
  public func viewAs(_ y: Tensor) -> Tensor { view(y.shape) }
  public func reshapeAs(_ y: Tensor) -> Tensor { reshape(y.shape) }

  private func viewed(_ op: StaticString, _ target: Dims, _ s: Dims) -> Tensor {
    let old = dims
    return makeView(op, target, s, storageOffset) { $0.reshape(old.array) }
  }

  func inferSizes(_ op: String, _ shape: [Int]) -> Dims {
    var target = Dims(shape)
    guard let hole = shape.firstIndex(of: -1) else {
      require(
        !shape.contains { $0 < 0 } && target.product == numel, op,
        "shape \(shape) does not hold the \(numel) elements of a tensor of shape \(dims)")
      return target
    }
    let rest = shape.enumerated().reduce(1) { $1.offset == hole ? $0 : $0 * $1.element }
    require(
      shape.filter({ $0 < 0 }).count == 1 && rest > 0 && numel % rest == 0, op,
      "shape \(shape) does not fit the \(numel) elements of a tensor of shape \(dims)\(rest == 0 ? ": -1 beside a size of 0 can be anything" : "")")
    target[hole] = numel / rest
    return target
  }

  /// The strides with which the elements show as `target`, or nil when that needs a copy.
  func viewStrides(_ target: Dims) -> Dims? {
    if isDense || numel == 0 { return target.contiguousStrides }
    var out = target
    var t = target.count - 1
    var i = dims.count - 1
    // Go through blocks of dims that lie without gaps, from the right; each must be tiled by whole target dims.
    while i >= 0 {
      var size = dims[i]
      let base = strides[i]
      while i > 0 && (dims[i - 1] == 1 || strides[i - 1] == size * base) {
        i -= 1
        size *= dims[i]
      }
      var covered = 1
      while t >= 0 && (covered < size || target[t] == 1) {
        out[t] = covered * base
        covered *= target[t]
        t -= 1
      }
      if covered != size { return nil }
      i -= 1
    }
    return t < 0 ? out : nil
  }

  /// Dims `startDim` to `endDim` become one.
  public func flatten(startDim: Int = 0, endDim: Int = -1) -> Tensor {
    if dims.count == 0 { return reshape(1) }
    let a = wrap(startDim, dims.count, "flatten"), b = wrap(endDim, dims.count, "flatten")
    require(a <= b, "flatten", "startDim \(startDim) comes after endDim \(endDim)")
    if a == b { return self }
    let s = shape
    return reshape(Array(s[..<a]) + [s[a...b].reduce(1, *)] + Array(s[(b + 1)...]))
  }

  /// Dim `dim` becomes several, of `sizes`; one may be −1.
  public func unflatten(_ dim: Int, _ sizes: [Int]) -> Tensor {
    let d = wrap(dim, dims.count, "unflatten")
    var sizes = sizes
    if let hole = sizes.firstIndex(of: -1) {
      let rest = sizes.enumerated().reduce(1) { $1.offset == hole ? $0 : $0 * $1.element }
      require(rest > 0 && dims[d] % rest == 0, "unflatten", "sizes \(sizes) do not divide dim \(d) of size \(dims[d])")
      sizes[hole] = dims[d] / rest
    }
    require(sizes.reduce(1, *) == dims[d], "unflatten", "sizes \(sizes) do not multiply to dim \(d) of size \(dims[d])")
    return view(Array(shape[..<d]) + sizes + Array(shape[(d + 1)...]))
  }

  /// The dims in another order.
  public func permute(_ order: Int...) -> Tensor { permute(order) }
  public func permute(_ order: [Int]) -> Tensor {
    require(order.count == dims.count, "permute", "\(order) does not order the \(dims.count) dims of \(dims)")
    let o = wrapAll(order, dims.count, "permute")
    var d = Dims(), s = Dims()
    var back = [Int](repeating: 0, count: o.count)
    for (i, k) in o.enumerated() {
      d.append(dims[k])
      s.append(strides[k])
      back[k] = i
    }
    return makeView("permute", d, s, storageOffset) { $0.permute(back) }
  }

  /// Two dims change places.
  public func transpose(_ a: Int, _ b: Int) -> Tensor { swapped("transpose", a, b) }

  private func swapped(_ op: StaticString, _ a: Int, _ b: Int) -> Tensor {
    let i = wrap(a, dims.count, op.description), j = wrap(b, dims.count, op.description)
    if dims.count == 0 { return makeView(op, dims, strides, storageOffset) { $0 } }
    var d = dims, s = strides
    d.swapAt(i, j)
    s.swapAt(i, j)
    return makeView(op, d, s, storageOffset) { $0.transpose(i, j) }
  }

  /// The transpose of a matrix; a vector or a 0-d tensor as it is.
  public func t() -> Tensor {
    require(dims.count <= 2, "t", "expected at most 2 dimensions, got shape \(dims)")
    return dims.count < 2 ? makeView("t", dims, strides, storageOffset) { $0 } : swapped("t", 0, 1)
  }
  /// All dims in reverse order.
  public var T: Tensor { permute(Array((0..<dims.count).reversed())) }
  /// The last two dims change places.
  public var mT: Tensor {
    require(dims.count >= 2, "mT", "expected at least 2 dimensions, got shape \(dims)")
    return transpose(-2, -1)
  }

  /// Dims of `source` move to the places `destination`.
  public func movedim(_ source: Int, _ destination: Int) -> Tensor { movedim([source], [destination]) }
  public func movedim(_ source: [Int], _ destination: [Int]) -> Tensor {
    require(source.count == destination.count, "movedim", "\(source) and \(destination) differ in length")
    let s = wrapAll(source, dims.count, "movedim"), d = wrapAll(destination, dims.count, "movedim")
    var order = [Int](repeating: -1, count: dims.count)
    for (a, b) in zip(s, d) { order[b] = a }
    var rest = (0..<dims.count).filter { !s.contains($0) }[...]
    for i in order.indices where order[i] < 0 { order[i] = rest.removeFirst() }
    return permute(order)
  }

  /// A new dim of size 1.
  public func unsqueeze(_ dim: Int) -> Tensor {
    let i = wrap(dim, dims.count + 1, "unsqueeze")
    var d = dims, s = strides
    s.insert(i < dims.count ? dims[i] * strides[i] : 1, at: i)
    d.insert(1, at: i)
    return makeView("unsqueeze", d, s, storageOffset) { $0.squeeze(i) }
  }

  /// Without the dims of size 1.
  public func squeeze() -> Tensor { squeeze(dims.indices.filter { dims[$0] == 1 }) }
  /// Without this dim when it has size 1.
  public func squeeze(_ dim: Int) -> Tensor { squeeze([dim]) }
  /// Without those of these dims that have size 1.
  public func squeeze(_ which: [Int]) -> Tensor {
    let gone = wrapAll(which, dims.count, "squeeze").filter { dims.count > 0 && dims[$0] == 1 }
    var d = Dims(), s = Dims()
    for i in dims.indices where !gone.contains(i) {
      d.append(dims[i])
      s.append(strides[i])
    }
    let old = dims
    return makeView("squeeze", d, s, storageOffset) { $0.reshape(old.array) }
  }

  /// Dims of size 1 stretched, without a copy; −1 keeps a size.
  public func expand(_ shape: Int...) -> Tensor { expand(shape) }
  public func expand(_ shape: [Int]) -> Tensor {
    let lead = shape.count - dims.count
    require(lead >= 0, "expand", "shape \(shape) has fewer dims than \(dims)")
    var d = Dims(), s = Dims()
    for (i, n) in shape.enumerated() {
      let own = i >= lead ? dims[i - lead] : 1
      let size = n == -1 && i >= lead ? own : n
      if size < 0 || (own != size && own != 1) {
        fail("expand", "a tensor of shape \(dims) does not expand to \(shape): sizes other than 1 must stay as they are")
      }
      d.append(size)
      s.append(i >= lead && own == size ? strides[i - lead] : 0)
    }
    let old = dims
    return makeView("expand", d, s, storageOffset) { $0.sumToSize(old) }
  }
  public func expandAs(_ y: Tensor) -> Tensor { expand(y.shape) }
  public func broadcastTo(_ shape: [Int]) -> Tensor { expand(shape) }

  /// `length` elements along `dim` from `start` on.
  public func narrow(dim: Int, start: Int, length: Int) -> Tensor {
    require(dims.count > 0, "narrow", "a 0-d tensor has no dim to narrow")
    let d = wrap(dim, dims.count, "narrow")
    let from = start < 0 ? start + dims[d] : start
    require(
      from >= 0 && length >= 0 && from + length <= dims[d], "narrow",
      "start \(start) and length \(length) do not lie in dim \(d) of size \(dims[d])")
    return sliced(d, from, from + length, 1)
  }

  /// Elements start, start + step, … below end along a dim; bounds already clamped.
  func sliced(_ d: Int, _ start: Int, _ end: Int, _ step: Int) -> Tensor {
    var n = dims, s = strides
    n[d] = Swift.max(0, (end - start + step - 1) / step)
    let offset = storageOffset + (n[d] > 0 ? start * strides[d] : 0)
    s[d] *= step
    let whole = dims
    return makeView("slice", n, s, offset) { g in
      g.embedded(in: whole) { $0.sliced(d, start, end, step) }
    }
  }

  /// Element `index` of a dim, which disappears. Stops when it is out of range.
  public func select(dim: Int, index: Int) -> Tensor {
    require(dims.count > 0, "select", "a 0-d tensor has no dim to select from")
    let d = wrap(dim, dims.count, "select")
    let n = dims[d]
    if index < -n || index >= n { fail("select", "index \(index) is out of range for dim \(d) of size \(n)") }
    let i = index < 0 ? index + n : index
    var shape = dims, s = strides
    shape.remove(at: d)
    s.remove(at: d)
    let whole = dims
    return makeView("select", shape, s, storageOffset + i * strides[d]) { g in
      g.embedded(in: whole) { $0.select(dim: d, index: i) }
    }
  }

  /// Zeros of shape `whole` with this tensor written where `part` looks: the gradient of a partial read.
  func embedded(in whole: Dims, _ part: (Tensor) -> Tensor) -> Tensor {
    let z = Tensor(filled: whole, .int(0), dtype, device)
    part(z).copy_(self)
    return z
  }

  /// Pieces of size `size` along a dim, the last one smaller when it does not divide.
  public func split(_ size: Int, dim: Int = 0) -> [Tensor] {
    let d = wrap(dim, dims.count, "split")
    require(dims.count > 0 && (size > 0 || (size == 0 && dims[d] == 0)), "split", "size \(size) cannot split \(dims) along dim \(dim)")
    if dims[d] == 0 { return [self] }
    return Swift.stride(from: 0, to: dims[d], by: size).map { narrow(dim: d, start: $0, length: Swift.min(size, dims[d] - $0)) }
  }

  /// Pieces of the given sizes along a dim, which they must fill.
  public func split(_ sizes: [Int], dim: Int = 0) -> [Tensor] {
    let d = wrap(dim, dims.count, "split")
    require(
      dims.count > 0 && sizes.allSatisfy { $0 >= 0 } && sizes.reduce(0, +) == dims[d], "split",
      "sizes \(sizes) do not add up to dim \(dim) of shape \(dims)")
    var at = 0
    return sizes.map { n in
      defer { at += n }
      return narrow(dim: d, start: at, length: n)
    }
  }

  /// At most `count` pieces of equal size along a dim, the last one smaller when it does not divide.
  public func chunk(_ count: Int, dim: Int = 0) -> [Tensor] {
    require(count > 0, "chunk", "the number of chunks must be positive, got \(count)")
    let d = wrap(dim, dims.count, "chunk")
    require(dims.count > 0, "chunk", "a 0-d tensor cannot be chunked")
    let size = (dims[d] + count - 1) / count
    if size == 0 { return (0..<count).map { _ in narrow(dim: d, start: 0, length: 0) } }
    return split(size, dim: d)
  }

  /// The slices along a dim, each without it.
  public func unbind(dim: Int = 0) -> [Tensor] {
    let d = wrap(dim, dims.count, "unbind")
    require(dims.count > 0, "unbind", "a 0-d tensor has no dim to unbind")
    return (0..<dims[d]).map { select(dim: d, index: $0) }
  }

  /// The diagonal of two dims, as a last dim.
  public func diagonal(offset: Int = 0, dim1: Int = 0, dim2: Int = 1) -> Tensor {
    require(dims.count >= 2, "diagonal", "expected at least 2 dimensions, got shape \(dims)")
    let a = wrap(dim1, dims.count, "diagonal"), b = wrap(dim2, dims.count, "diagonal")
    require(a != b, "diagonal", "dim1 and dim2 are the same, \(a)")
    let n = offset >= 0 ? Swift.min(dims[a], dims[b] - offset) : Swift.min(dims[a] + offset, dims[b])
    let start = n <= 0 ? 0 : offset >= 0 ? offset * strides[b] : -offset * strides[a]
    var d = dims, s = strides
    d.remove(at: Swift.max(a, b))
    d.remove(at: Swift.min(a, b))
    s.remove(at: Swift.max(a, b))
    s.remove(at: Swift.min(a, b))
    d.append(Swift.max(n, 0))
    s.append(strides[a] + strides[b])
    let whole = dims
    return makeView("diagonal", d, s, storageOffset + start) { g in
      g.embedded(in: whole) { $0.diagonal(offset: offset, dim1: a, dim2: b) }
    }
  }

  /// Windows of `size` elements, `step` apart, along a dim, as a new last dim.
  public func unfold(_ dim: Int, size: Int, step: Int) -> Tensor {
    let d = wrap(dim, dims.count, "unfold")
    let n = dims.count == 0 ? 1 : dims[d]
    require(size >= 0 && size <= n && step > 0, "unfold", "size \(size) and step \(step) do not fit dim \(dim) of size \(n)")
    var shape = dims, s = strides
    if dims.count > 0 {
      shape[d] = (n - size) / step + 1
      s[d] *= step
    }
    shape.append(size)
    s.append(dims.count == 0 ? 1 : strides[d])
    let dense = dims
    return makeView("unfold", shape, s, storageOffset) { g in
      // Windows overlap, so their gradients add up: scatter them as a strided read of a dense tensor.
      var rows = dense.contiguousStrides
      let inner = dense.count == 0 ? 1 : rows[d]
      if dense.count > 0 { rows[d] *= step }
      rows.append(inner)
      return g.scatteredAsStrided(whole: dense, rows)
    }
  }

  /// The gradient of a strided read with strides `s` of a dense tensor of shape `whole`.
  func scatteredAsStrided(whole: Dims, _ s: Dims, offset: Int = 0) -> Tensor {
    let flat = Tensor(filled: Dims([whole.product]), .int(0), dtype, device)
    let positions = Tensor.arange(whole.product).asStrided(dims, s, offset)
    return flat.indexAdd(dim: 0, index: positions.reshape(-1), source: reshape(-1)).view(whole.array)
  }

  /// A view with any sizes and strides over the storage. Stops when it would reach outside.
  public func asStrided(_ size: [Int], _ stride: [Int], storageOffset: Int? = nil) -> Tensor {
    let d = Tensor.checkSizes("asStrided", size), s = Dims(stride)
    require(d.count == s.count, "asStrided", "size \(size) and stride \(stride) differ in length")
    require(!stride.contains { $0 < 0 }, "asStrided", "strides must not be negative, got \(stride)")
    return asStrided(d, s, storageOffset ?? self.storageOffset)
  }

  func asStrided(_ d: Dims, _ s: Dims, _ offset: Int) -> Tensor {
    var last = offset
    for i in d.indices { last += Swift.max(d[i] - 1, 0) * s[i] }
    require(
      offset >= 0 && (d.product == 0 || last < bytes.byteCount / dtype.itemSize), "asStrided",
      "size \(d), stride \(s) and offset \(offset) reach element \(last) of a storage of \(bytes.byteCount / dtype.itemSize)")
    let y = Tensor(alias: self, dims: d, strides: s, offset: offset)
    y.base = base ?? self
    y.viewVersion = bytes.version
    if requiresGrad {
      if GradMode.isEnabled { y.setHistory(AsStridedNode(ViewGeometry(base: self, view: y), of: Edge(self))) } else { y.isUngradedView = true }
    }
    return y
  }
}
