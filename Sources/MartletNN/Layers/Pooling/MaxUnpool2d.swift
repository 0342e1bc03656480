import MartletCore

/// Puts the elements of x (N, C, H′, W′) back where `MaxPool2d` found them, 0 elsewhere: (N, C, H, W); the batch dim may be missing.
///
/// H = (H′ − 1) stride − 2 padding + kernelSize and W likewise, unless the call gives a size, since several are pooled to the same.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html)
public final class MaxUnpool2d: MaxUnpoolNd {
  public override class var spatial: Int { 2 }
}
