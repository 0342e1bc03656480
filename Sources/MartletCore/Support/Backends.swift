import Synchronization

private let winogradAllowed = Atomic<Bool>(true)

/// Settings of how ops are computed, for the whole process (PyTorch: `torch.backends`).
public enum Backends {
  /// Whether float32 convolutions with 3 × 3 kernels and stride 1 may use Winograd's method F(4 × 4, 3 × 3) where it is faster: with 32 channels
  /// or more, and enough pixels. True unless it is set.
  ///
  /// The method needs a quarter of the multiplications, and rounds a little more: the root mean square of the error is about 1e-6 of that of the
  /// output, the largest error 1.5e-5 (the direct method: 2e-7 and 1.5e-6). An infinity or NaN spreads to the tile of 4 × 4 outputs that it touches. As
  /// with cuDNN, whose convolutions may do the same. (Lavin, Gray 2015, https://arxiv.org/abs/1509.09308)
  public static var allowWinograd: Bool {
    get { winogradAllowed.load(ordering: .relaxed) }
    set { winogradAllowed.store(newValue, ordering: .relaxed) }
  }
}
