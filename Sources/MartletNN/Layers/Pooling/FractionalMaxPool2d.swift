import MartletCore

/// Maxima of windows whose distances are drawn anew in every call: x (N, C, H, W) → (N, C, H′, W′), the batch dim may be missing.
///
/// H′ is given, or a ratio of H and W′ likewise; window i begins at ⌊α (i + u)⌋ − ⌊α u⌋, α = (H − kernelSize) / (H′ − 1), u drawn for each
/// channel from [0, 1). Stops when a window does not fit. (https://arxiv.org/abs/1412.6071)
public final class FractionalMaxPool2d: FractionalMaxPoolNd {
  public override class var spatial: Int { 2 }
}
