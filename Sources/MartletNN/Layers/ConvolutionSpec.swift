import MartletCore

/// The sizes of a convolution layer, one number a spatial dim, checked once.
struct ConvolutionSpec {
  enum PaddingRule {
    case numbers([Int])
    case named(Padding)
  }

  let inChannels: Int, outChannels: Int, groups: Int
  let kernel: [Int], stride: [Int], dilation: [Int]
  let padding: PaddingRule
  private let hasBias: Bool

  init(
    _ layer: String, _ spatial: Int, _ inChannels: Int, _ outChannels: Int, _ kernel: [Int], _ stride: [Int], _ padding: PaddingRule,
    _ dilation: [Int], _ groups: Int, _ bias: Bool
  ) {
    func each(_ v: [Int], _ name: String) -> [Int] {
      require(v.count == 1 || v.count == spatial, layer, "\(name) must be one number or \(spatial), got \(v)")
      return v.count == spatial ? v : [Int](repeating: v[0], count: spatial)
    }
    require(groups > 0, layer, "groups must be positive, got \(groups)")
    require(
      inChannels % groups == 0 && outChannels % groups == 0, layer,
      "inChannels \(inChannels) and outChannels \(outChannels) must be multiples of groups \(groups)")
    self.inChannels = inChannels
    self.outChannels = outChannels
    self.groups = groups
    self.kernel = each(kernel, "kernelSize")
    self.stride = each(stride, "stride")
    self.dilation = each(dilation, "dilation")
    hasBias = bias
    switch padding {
    case .numbers(let p): self.padding = .numbers(each(p, "padding"))
    case .named(let p):
      if case .same = p { require(self.stride.allSatisfy { $0 == 1 }, layer, "padding .same needs stride 1, got \(stride)") }
      self.padding = padding
    }
  }

  /// PyTorch's text: only what is not the default.
  var repr: String {
    var s = "\(inChannels), \(outChannels), kernel_size=\(Python.tuple(kernel)), stride=\(Python.tuple(stride))"
    switch padding {
    case .numbers(let p): if p.contains(where: { $0 != 0 }) { s += ", padding=\(Python.tuple(p))" }
    case .named(let p): s += ", padding=\(p)"
    }
    if dilation.contains(where: { $0 != 1 }) { s += ", dilation=\(Python.tuple(dilation))" }
    if groups != 1 { s += ", groups=\(groups)" }
    if !hasBias { s += ", bias=False" }
    return s
  }
}
