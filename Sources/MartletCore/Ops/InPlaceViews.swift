// Views that change the receiver itself: its elements stay, its shape does not.

extension Tensor {
  /// Takes on the shape and the history of a view of this tensor.
  private func become(_ op: String, _ view: Tensor) -> Tensor {
    checkInPlace(op, tracked: tracks(self))
    dims = view.dims
    strides = view.strides
    storageOffset = view.storageOffset
    numel = view.numel
    isDense = view.isDense
    bumpVersion()  // what was saved of this tensor has lost its shape
    if let n = view.node { setHistory(n, output: view.outputIndex) }
    return self
  }

  /// Drops the dims of size 1.
  @discardableResult public func squeeze_() -> Tensor { become("squeeze_", squeeze()) }
  /// Drops those of these dims that have size 1.
  @discardableResult public func squeeze_(_ dim: some IntOrArray) -> Tensor { become("squeeze_", squeeze(dim.ints)) }
  /// Adds a dim of size 1.
  @discardableResult public func unsqueeze_(_ dim: Int) -> Tensor { become("unsqueeze_", unsqueeze(dim)) }
  /// Two dims change places.
  @discardableResult public func transpose_(_ a: Int, _ b: Int) -> Tensor { become("transpose_", transpose(a, b)) }
  /// Turns a matrix into its transpose.
  @discardableResult public func t_() -> Tensor { become("t_", t()) }
  /// Looks at the storage with other sizes and strides.
  @discardableResult public func asStrided_(_ size: [Int], _ stride: [Int], storageOffset: Int? = nil) -> Tensor {
    become("asStrided_", asStrided(size, stride, storageOffset: storageOffset))
  }
}
