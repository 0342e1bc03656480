import MartletCore

/// Maxima of windows whose distances are drawn anew in every call: x (N, C, D, H, W) → (N, C, D′, H′, W′), the batch dim may be missing.
///
/// D′ is given, or a ratio of D and H′, W′ likewise; window i begins at ⌊α (i + u)⌋ − ⌊α u⌋, α = (D − kernelSize) / (D′ − 1), u drawn for
/// each channel from [0, 1). Stops when a window does not fit. (https://arxiv.org/abs/1412.6071)
public final class FractionalMaxPool3d: FractionalMaxPoolNd {
  public override class var spatial: Int { 3 }
}
