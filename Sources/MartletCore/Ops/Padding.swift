/// What `F.pad` writes outside of the tensor.
public enum PadMode: Sendable {
  /// A number.
  case constant
  /// The tensor mirrored at its first and last element, which are not repeated.
  case reflect
  /// The first and last element.
  case replicate
  /// The other end of the tensor.
  case circular
}

extension F {
  /// Pads the last dims: `padding` is (before, after) of the last dim, then of the one before it, and so on; negative numbers crop.
  ///
  /// `.reflect`, `.replicate` and `.circular` pad the last 1, 2 or 3 dims of a tensor with one or two dims more. Stops when a
  /// reflection would need more elements than there are.
  public static func pad(_ x: Tensor, _ padding: [Int], mode: PadMode = .constant, value: some TensorNumber = 0) -> Tensor {
    let count = padding.count / 2
    require(
      padding.count % 2 == 0 && count <= x.dims.count, "pad",
      "padding \(padding) does not fit a tensor of shape \(x.dims): expected pairs for its last dims")
    if mode == .constant { return constantPad(x, padding, value.scalar) }
    require(
      count > 0 && (x.dims.count == count + 1 || x.dims.count == count + 2), "pad",
      "padding \(padding) for \(count) dims needs a tensor of \(count + 1) or \(count + 2) dims in mode \(mode), got shape \(x.dims)")
    var y = x
    for k in 0..<count { y = extend(y, x.dims.count - 1 - k, padding[2 * k], padding[2 * k + 1], mode) }
    return y.bytes === x.bytes ? y.clone() : y
  }

  private static func constantPad(_ x: Tensor, _ padding: [Int], _ value: Scalar) -> Tensor {
    var outer = x.dims, inner = x
    var place: [(dim: Int, start: Int, length: Int)] = []
    for k in 0..<(padding.count / 2) {
      let d = x.dims.count - 1 - k, (before, after) = (padding[2 * k], padding[2 * k + 1])
      outer[d] += before + after
      require(outer[d] >= 0, "pad", "padding \(padding) leaves dim \(d) of shape \(x.dims) with size \(outer[d])")
      let start = Swift.min(Swift.max(-before, 0), x.dims[d])
      let length = Swift.max(Swift.min(x.dims[d], x.dims[d] + after) - start, 0)
      inner = inner.narrow(dim: d, start: start, length: length)
      place.append((d, Swift.max(before, 0), length))
    }
    let y = Tensor(filled: outer, value, x.dtype, x.device)
    func inside(_ t: Tensor) -> Tensor { place.reduce(t) { $0.narrow(dim: $1.dim, start: $1.start, length: $1.length) } }
    if inner.numel > 0 { x.backend.copy(inner.detach(), to: inside(y)) }
    return tracks(inner) ? y.record("constant_pad_nd", inner) { inside($0) } : y
  }

  private static func extend(_ x: Tensor, _ d: Int, _ before: Int, _ after: Int, _ mode: PadMode) -> Tensor {
    if before == 0 && after == 0 { return x }
    if mode == .circular && Swift.min(before, after) < 0 {  // what is left after the crop goes round
      let start = Swift.max(-before, 0), length = x.dims[d] - start - Swift.max(-after, 0)
      require(length >= 0, "pad", "padding (\(before), \(after)) removes more than dim \(d) of shape \(x.dims) has")
      return extend(x.narrow(dim: d, start: start, length: length), d, Swift.max(before, 0), Swift.max(after, 0), mode)
    }
    let n = x.dims[d], most = Swift.max(before, after)
    require(n > 0, "pad", "dim \(d) of shape \(x.dims) is empty: there is nothing to repeat")
    let source = x.detach()
    func part(_ start: Int, _ length: Int) -> Tensor { source.narrow(dim: d, start: start, length: length) }
    func repeated(_ index: Int, _ times: Int) -> Tensor {
      var shape = x.shape
      shape[d] = times
      return part(index, 1).expand(shape)
    }
    var pieces = [source]
    switch mode {
    case .constant: break
    case .reflect:
      require(most < n, "pad", "reflecting \(most) elements needs more than \(n) in dim \(d) of shape \(x.dims)")
      if before > 0 { pieces.insert(part(1, before).flip(d), at: 0) }
      if after > 0 { pieces.append(part(n - 1 - after, after).flip(d)) }
    case .replicate:
      if before > 0 { pieces.insert(repeated(0, before), at: 0) }
      if after > 0 { pieces.append(repeated(n - 1, after)) }
    case .circular:
      require(most <= n, "pad", "wrapping \(most) elements needs as many in dim \(d) of shape \(x.dims)")
      if before > 0 { pieces.insert(part(n - before, before), at: 0) }
      if after > 0 { pieces.append(part(0, after)) }
    }
    let wide = pieces.count == 1 ? source : Tensor.cat(pieces, dim: d)
    let start = Swift.max(-before, 0), end = wide.dims[d] - Swift.max(-after, 0), whole = wide.dims[d]
    require(start <= end, "pad", "padding (\(before), \(after)) removes more than dim \(d) of shape \(x.dims) has")
    if !tracks(x) { return whole == end - start ? wide : wide.narrow(dim: d, start: start, length: end - start) }
    let y = whole == end - start && wide !== source ? wide : wide.narrow(dim: d, start: start, length: end - start).clone()
    return y.record("pad", x) { g in
      var cropped = [Int](repeating: 0, count: 2 * (g.dims.count - d))
      (cropped[cropped.count - 2], cropped[cropped.count - 1]) = (start, whole - end)
      return folded(whole == end - start ? g : constantPad(g, cropped, .int(0)), d, n, Swift.max(before, 0), Swift.max(after, 0), mode)
    }
  }

  /// The gradient of `extend`: what was written in front of and behind `n` elements is added to where it came from.
  private static func folded(_ g: Tensor, _ d: Int, _ n: Int, _ before: Int, _ after: Int, _ mode: PadMode) -> Tensor {
    let dx = g.narrow(dim: d, start: before, length: n).clone()
    func add(_ part: Tensor, at start: Int) { dx.narrow(dim: d, start: start, length: part.dims[d]).add_(part) }
    let front = g.narrow(dim: d, start: 0, length: before), behind = g.narrow(dim: d, start: before + n, length: after)
    switch mode {
    case .constant: break
    case .reflect:
      if before > 0 { add(front.flip(d), at: 1) }
      if after > 0 { add(behind.flip(d), at: n - 1 - after) }
    case .replicate:
      if before > 0 { add(front.sum(dim: d, keepDim: true), at: 0) }
      if after > 0 { add(behind.sum(dim: d, keepDim: true), at: n - 1) }
    case .circular:
      if before > 0 { add(front, at: n - before) }
      if after > 0 { add(behind, at: 0) }
    }
    return dx
  }
}
