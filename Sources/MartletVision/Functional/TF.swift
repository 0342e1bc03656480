/// The transforms as functions of a picture and of what a random transform would draw (`torchvision.transforms.functional`).
///
/// They give the numbers that torchvision gives on PIL images. What only moves pixels takes tensors (…, H, W) as well.
/// (https://pytorch.org/vision/stable/transforms.html)
public enum TF {}
