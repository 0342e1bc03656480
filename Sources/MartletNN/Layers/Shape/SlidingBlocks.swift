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
    "kernel_size=\(Python.intOrTuple(kernelSize)), dilation=\(Python.intOrTuple(dilation)), padding=\(Python.intOrTuple(padding)), stride=\(Python.intOrTuple(stride))"
  }
}
