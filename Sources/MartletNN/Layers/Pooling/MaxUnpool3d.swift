import MartletCore

/// Puts the elements of x (N, C, D′, H′, W′) back where `MaxPool3d` found them, 0 elsewhere: (N, C, D, H, W); the batch dim may be missing.
///
/// D = (D′ − 1) stride − 2 padding + kernelSize and H, W likewise, unless the call gives a size, since several are pooled to the same.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool3d.html)
public final class MaxUnpool3d: MaxUnpoolNd {
  public override class var spatial: Int { 3 }
}
