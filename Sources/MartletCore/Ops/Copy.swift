import CMartletKernels

extension Tensor {
  /// A copy with its own memory, through which gradients flow.
  public func clone() -> Tensor {
    let y = Tensor(empty: dims, dtype, device)
    if numel > 0 { backend.copy(self, to: y) }
    return tracks(self) ? y.record("clone", self) { $0 } : y
  }

  /// The tensor itself when its elements lie in rows, else a copy in which they do.
  public func contiguous() -> Tensor { isDense ? self : clone() }

  /// Elements converted to `dtype`; the tensor itself when it has that dtype.
  public func to(_ dtype: DType, copy: Bool = false) -> Tensor {
    if dtype == self.dtype && !copy { return self }
    let y = Tensor(empty: dims, dtype, device)
    if numel > 0 { backend.copy(self, to: y) }
    if !dtype.isFloatingPoint || !tracks(self) { return y }
    let old = self.dtype
    return y.record("to_copy", self) { $0.to(old) }
  }

  /// The tensor on `device`; itself when it is there.
  public func to(_ device: Device) -> Tensor {
    if device == self.device { return self }
    fail("to", "\(device) is not available in this build; use tryGPU() to fall back to the CPU")
  }

  /// The tensor with the dtype and on the device of `other`.
  public func to(_ other: Tensor) -> Tensor { to(other.device).to(other.dtype) }

  public func float() -> Tensor { to(.float32) }
  public func double() -> Tensor { to(.float64) }
  public func half() -> Tensor { to(.float16) }
  public func bfloat16() -> Tensor { to(.bfloat16) }
  public func long() -> Tensor { to(.int64) }
  public func int() -> Tensor { to(.int32) }
  public func short() -> Tensor { to(.int16) }
  public func char() -> Tensor { to(.int8) }
  public func byte() -> Tensor { to(.uint8) }
  public func bool() -> Tensor { to(.bool) }
  public func cpu() -> Tensor { to(.cpu) }
  public func cuda(_ index: Int = 0) -> Tensor { to(.cuda(index)) }

  /// Overwrites the elements with those of `source`, converted and broadcast; gradients flow to `source`.
  @discardableResult
  public func copy_(_ source: Tensor) -> Tensor {
    require(
      broadcastShape(dims, source.dims) == dims, "copy_",
      "a source of shape \(source.dims) does not broadcast to the \(dims) tensor that it is to be written into")
    let shape = source.dims, type = source.dtype
    return inPlace("copy", [source], rule: { g, n in [nil, n.needs(1) ? g.reduced(to: shape, type) : nil] }) {
      if numel > 0 {
        let s = source.bytes === bytes && source !== self ? Tensor(copying: source) : source
        backend.copy(s, to: self)
      }
    }
  }

  /// A copy without history.
  convenience init(copying x: Tensor) {
    self.init(empty: x.dims, x.dtype, x.device)
    if numel > 0 { backend.copy(x, to: self) }
  }

  /// Sets every element to `value`.
  @discardableResult
  public func fill_(_ value: some TensorNumber) -> Tensor {
    let s = value.scalar
    return inPlace("fill", rule: { _, _ in [nil] }) { if numel > 0 { backend.fill(self, s) } }
  }

  /// Sets every element to 0.
  @discardableResult
  public func zero_() -> Tensor { fill_(0) }

  /// Adds a gradient to one that the engine owns: no checks, no record, no version.
  func addRaw(_ g: Tensor) {
    if numel > 0 { backend.pointwise(MK_OP_add, dtype.compute, self, .tensor(self), .tensor(g), nil, .zero) }
  }
}
