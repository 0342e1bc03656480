import MartletCore

/// What `Unfold` and `Fold` share: the window that slides over an image.
public class SlidingBlocks: Module {
  let kernelSize: [Int], dilation: [Int], padding: [Int], stride: [Int]

  init(_ kernelSize: [Int], _ dilation: [Int], _ padding: [Int], _ stride: [Int]) {
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding
    self.stride = stride
  }

  public override var extraRepr: String {
    let text = Python.intOrTuple
    return "kernel_size=\(text(kernelSize)), dilation=\(text(dilation)), padding=\(text(padding)), stride=\(text(stride))"
  }
}
