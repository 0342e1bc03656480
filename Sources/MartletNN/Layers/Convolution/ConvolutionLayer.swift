import MartletCore

/// What a convolution layer puts around its input before it convolves.
public enum PaddingMode: Sendable {
  /// Zeros.
  case zeros
  /// The input mirrored at its first and last element, which are not repeated.
  case reflect
  /// The first and last element.
  case replicate
  /// The other end of the input.
  case circular
}

/// What all convolution layers share: their settings, checked once, their parameters and their text.
///
/// Weight and bias start uniform in ±1/√(weight.size(1) · ∏ kernelSize).
open class ConvolutionLayer: Module {
  @Parameter public var weight: Tensor
  @Parameter public var bias: Tensor?
  public private(set) var inChannels: Int
  public let outChannels: Int, groups: Int
  /// One number a spatial dim.
  public let kernelSize: [Int], stride: [Int], dilation: [Int], outputPadding: [Int]
  public let padding: Padding
  public let paddingMode: PaddingMode

  /// The number of spatial dims.
  open class var spatial: Int { fail("\(Self.self)", "override spatial: the number of spatial dims") }
  /// Whether the weight is (inChannels, outChannels / groups, …) instead of (outChannels, inChannels / groups, …).
  class var isTransposed: Bool { false }

  private static func weightShape(_ inChannels: Int, _ outChannels: Int, _ groups: Int, _ kernel: [Int]) -> [Int] {
    (isTransposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups]) + kernel
  }

  init(
    _ inChannels: Int, _ outChannels: Int, _ kernelSize: [Int], _ stride: [Int], _ padding: Padding, _ outputPadding: [Int], _ dilation: [Int],
    _ groups: Int, _ bias: Bool, _ paddingMode: PaddingMode, _ dtype: DType?, _ device: Device
  ) {
    let layer = "\(Self.self)", n = Self.spatial
    func each(_ v: [Int], _ name: String, atLeast least: Int) -> [Int] {
      require(v.count == 1 || v.count == n, layer, "\(name) must be one number or \(n), got \(v)")
      require(v.allSatisfy { $0 >= least }, layer, "\(name) must be at least \(least), got \(v)")
      return v.count == n ? v : [Int](repeating: v[0], count: n)
    }
    require(groups > 0, layer, "groups must be positive, got \(groups)")
    require(
      inChannels >= 0 && outChannels >= 0 && inChannels % groups == 0 && outChannels % groups == 0, layer,
      "inChannels \(inChannels) and outChannels \(outChannels) must be multiples of groups \(groups)")
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.groups = groups
    self.kernelSize = each(kernelSize, "kernelSize", atLeast: 1)
    self.stride = each(stride, "stride", atLeast: 1)
    self.dilation = each(dilation, "dilation", atLeast: 1)
    self.outputPadding = each(outputPadding, "outputPadding", atLeast: 0)
    self.paddingMode = paddingMode
    if case .same = padding.rule { require(stride.allSatisfy { $0 == 1 }, layer, "padding .same needs stride 1, got \(stride)") }
    if case .sizes(let p) = padding.rule {
      self.padding = Padding(.sizes(each(p, "padding", atLeast: 0)))
    } else {
      self.padding = padding
    }
    weight = Tensor.empty(Self.weightShape(inChannels, outChannels, groups, self.kernelSize), dtype: dtype, device: device)
    self.bias = bias ? Tensor.zeros(outChannels, dtype: dtype, device: device) : nil
    super.init()
    if inChannels > 0 { Init.layerDefault(weight, self.bias) }
  }

  /// PyTorch's text: only what is not the default.
  open override var extraRepr: String {
    var s = "\(inChannels), \(outChannels), kernel_size=\(Python.tuple(kernelSize)), stride=\(Python.tuple(stride))"
    switch padding.rule {
    case .sizes(let p): if p.contains(where: { $0 != 0 }) { s += ", padding=\(Python.tuple(p))" }
    case .same, .valid: s += ", padding=\(padding.rule)"
    }
    if dilation.contains(where: { $0 != 1 }) { s += ", dilation=\(Python.tuple(dilation))" }
    if outputPadding.contains(where: { $0 != 0 }) { s += ", output_padding=\(Python.tuple(outputPadding))" }
    if groups != 1 { s += ", groups=\(groups)" }
    if bias == nil { s += ", bias=False" }
    if paddingMode != .zeros { s += ", padding_mode=\(paddingMode)" }
    return s
  }
}

// What the lazy convolutions add: channels of the input that are known late.
extension ConvolutionLayer {
  public var isInitialized: Bool { inChannels > 0 }

  public func initialize(inputSize channels: Int) {
    require(
      channels > 0 && channels % groups == 0, "\(Self.self)", "the input has \(channels) channels, which do not divide into \(groups) groups")
    inChannels = channels
    weight.materialize(Self.weightShape(channels, outChannels, groups, kernelSize))
    Init.layerDefault(weight, bias)
  }

  public func inputSize(of x: Tensor) -> Int {
    let n = Self.spatial
    require(x.ndim == n + 1 || x.ndim == n + 2, "\(Self.self)", "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.shape)")
    return x.size(-n - 1)
  }

  public func inputSize(named: (String) -> Tensor?) -> Int? {
    guard let w = named("weight"), w.ndim == Self.spatial + 2 else { return nil }
    return Self.isTransposed ? w.size(0) : w.size(1) * groups
  }
}
