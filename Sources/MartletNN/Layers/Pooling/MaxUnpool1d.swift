import MartletCore

/// Puts the elements of x (N, C, L′) back where `MaxPool1d` found them, 0 elsewhere: (N, C, L); the batch dim may be missing.
///
/// L = (L′ − 1) stride − 2 padding + kernelSize, unless the call gives a size, since several are pooled to the same.
/// (https://pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html)
public final class MaxUnpool1d: MaxUnpoolNd {
  public override class var spatial: Int { 1 }
}
