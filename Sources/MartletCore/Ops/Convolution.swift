import CMartletKernels
import COneDNN

/// The sizes of a convolution, checked: x (N, C, …), w (O, C/groups, kernel…), or (C, O/groups, kernel…) when transposed.
struct ConvShape {
  var spec: md_conv_spec
  let input: Dims, weight: Dims, output: Dims

  var spatial: Int { Int(spec.spatial) }
  /// One for each element of the output (the input, when transposed) and of the kernel that it meets.
  var multiplyAdds: Int { (spec.transposed == 0 ? output : input).product * weight.product / Swift.max(weight[0], 1) }
}

/// How far a convolution pads its input with zeros: `.same`, `.valid`, or as far as numbers say.
public struct Padding: ConvolutionPadding, Sendable {
  package enum Rule: Sendable {
    case same, valid
    case sizes([Int])
  }
  package let rule: Rule
  package init(_ rule: Rule) { self.rule = rule }
  public var padding: Padding { self }
}

/// What `padding:` of a convolution takes: an int, an int a dim, `.same` or `.valid`.
public protocol ConvolutionPadding { var padding: Padding { get } }
extension Int: ConvolutionPadding { public var padding: Padding { Padding(.sizes([self])) } }
extension Array: ConvolutionPadding where Element == Int { public var padding: Padding { Padding(.sizes(self)) } }
extension ConvolutionPadding where Self == Padding {
  /// So far that the output is as large as the input, an odd number behind; stride 1 only.
  public static var same: Padding { Padding(.same) }
  /// Not at all.
  public static var valid: Padding { Padding(.valid) }
}

extension ConvShape {
  init(
    _ op: String, _ x: Tensor, _ w: Tensor, _ b: Tensor?, stride: [Int], padding: [Int], paddingEnd: [Int]? = nil, dilation: [Int],
    groups: Int, transposed: Bool = false, outputPadding: [Int] = [0], spatial n: Int
  ) {
    func each(_ v: [Int], _ name: String) -> [Int] {
      require(v.count == n || v.count == 1, op, "\(name) must be one number or \(n), got \(v)")
      return v.count == n ? v : [Int](repeating: v[0], count: n)
    }
    let stride = each(stride, "stride"), padding = each(padding, "padding"), dilation = each(dilation, "dilation")
    let end = paddingEnd ?? padding, extra = each(outputPadding, "outputPadding")
    require(
      x.dims.count == n + 2 && w.dims.count == n + 2, op,
      "expected an input of \(n + 1) or \(n + 2) dims and a weight of \(n + 2), got shapes \(x.dims) and \(w.dims)")
    require(x.dtype == w.dtype, op, "the input is \(x.dtype), but the weight is \(w.dtype)")
    if let b { require(b.dtype == x.dtype, op, "the input is \(x.dtype), but the bias is \(b.dtype)") }
    require(groups > 0, op, "groups must be positive, got \(groups)")
    for i in 0..<n {
      require(stride[i] > 0 && dilation[i] > 0, op, "stride \(stride) and dilation \(dilation) must be positive")
      require(padding[i] >= 0 && end[i] >= 0, op, "padding must not be negative, got \(padding)")
    }
    let channels = x.dims[1]
    let (inPer, out) = transposed ? (w.dims[0], w.dims[1] * groups) : (w.dims[1] * groups, w.dims[0])
    if inPer != channels || (transposed ? channels : out) % groups != 0 {
      fail(op, "an input of shape \(x.dims) with groups \(groups) does not fit a weight of shape \(w.dims): the weight is for \(inPer) input channels")
    }
    if let b, b.dims.count != 1 || b.dims[0] != out { fail(op, "a bias of shape \(b.dims) does not fit \(out) output channels") }
    var d = Dims([x.dims[0], out])
    spec = md_conv_spec()
    spec.dtype = x.dtype.kernel
    spec.spatial = Int32(n)
    spec.transposed = transposed ? 1 : 0
    (spec.batch, spec.in_channels, spec.out_channels, spec.groups) = (x.dims[0], channels, out, groups)
    spec.has_bias = b == nil ? 0 : 1
    spec.winograd = Backends.allowWinograd ? 1 : 0
    for i in 0..<n {
      let size = x.dims[i + 2], k = w.dims[i + 2]
      let reach = dilation[i] * (k - 1) + 1
      let o: Int
      if transposed {
        require(extra[i] < Swift.max(stride[i], dilation[i]), op, "outputPadding \(extra) must be smaller than stride or dilation")
        o = (size - 1) * stride[i] - padding[i] - end[i] + reach + extra[i]
      } else {
        if size + padding[i] + end[i] < reach {
          fail(op, "a kernel of shape \(Array(w.shape.dropFirst(2))) with dilation \(dilation) is larger than the padded input (shape \(x.dims), padding \(padding))")
        }
        o = (size + padding[i] + end[i] - reach) / stride[i] + 1
      }
      require(o > 0, op, "the output would have size \(o) in dim \(i + 2) (input \(x.dims), weight \(w.dims))")
      d.append(o)
      withTuple(&spec.in) { $0[i] = size }
      withTuple(&spec.out) { $0[i] = o }
      withTuple(&spec.kernel) { $0[i] = k }
      withTuple(&spec.stride) { $0[i] = stride[i] }
      withTuple(&spec.padding) { $0[i] = padding[i] }
      withTuple(&spec.padding_end) { $0[i] = transposed ? end[i] - extra[i] : end[i] }
      withTuple(&spec.dilation) { $0[i] = dilation[i] }
    }
    input = x.dims
    weight = w.dims
    output = d
  }
}

/// A C array of three, by index.
@inline(__always) func withTuple(_ t: inout (Int, Int, Int), _ body: (UnsafeMutablePointer<Int>) -> Void) {
  withUnsafeMutablePointer(to: &t) { p in p.withMemoryRebound(to: Int.self, capacity: 3) { body($0) } }
}
func array(_ t: (Int, Int, Int)) -> [Int] { [t.0, t.1, t.2] }

// A convolution, its gradient for the input and its gradient for the weight are three maps, each linear in both arguments; each
// one's derivatives are the other two, so derivatives of every order come from these three functions.

private func convolve(_ s: ConvShape, _ x: Tensor, _ w: Tensor, _ b: Tensor?) -> Tensor {
  if s.output.product == 0 { return Tensor(empty: s.output, x.dtype, x.device) }
  let y = s.input.product == 0
    ? Tensor(filled: s.output, .int(0), x.dtype, x.device) : x.backend.conv(s, x.detach(), w.detach(), b?.detach())
  if !(b.map { tracks(x, w, $0) } ?? tracks(x, w)) { return y }
  let needs = (x.requiresGrad, w.requiresGrad)
  let sx = needs.1 ? Saved(x) : nil, sw = needs.0 ? Saved(w) : nil
  return y.record("convolution", [x, w] + (b.map { [$0] } ?? []), saving: [sx, sw].compactMap { $0 }) { g, n in
    let wantBias = b != nil && n.needs(2)
    if GradMode.isEnabled {
      return [
        needs.0 ? inputGradient(s, g, sw!()) : nil, needs.1 ? weightGradient(s, sx!(), g) : nil,
        wantBias ? g.sum(dim: [0] + Array(2..<g.dims.count)) : nil,
      ]
    }
    let g = needs.0 && needs.1 ? g.backend.convGradient(s, g) : g
    var dw: Tensor?, db: Tensor?
    if needs.1 {
      (dw, db) = g.backend.convBackwardWeight(s, sx!(), g, wantBias: wantBias)
    } else if wantBias {
      db = g.sum(dim: [0] + Array(2..<g.dims.count))
    }
    return [needs.0 ? g.backend.convBackwardInput(s, g, sw!()) : nil, dw, db]
  }
}

private func inputGradient(_ s: ConvShape, _ dy: Tensor, _ w: Tensor) -> Tensor {
  let dx = dy.backend.convBackwardInput(s, dy.detach(), w.detach())
  if !tracks(dy, w) { return dx }
  let sy = Saved(dy), sw = Saved(w)
  return dx.record("convolution_backward_input", [dy, w], saving: [sy, sw]) { g, n in
    [n.needs(0) ? convolve(s.withoutBias, g, sw(), nil) : nil, n.needs(1) ? weightGradient(s, g, sy()) : nil]
  }
}

private func weightGradient(_ s: ConvShape, _ x: Tensor, _ dy: Tensor) -> Tensor {
  let dw = x.backend.convBackwardWeight(s, x.detach(), dy.detach(), wantBias: false).0
  if !tracks(x, dy) { return dw }
  let sx = Saved(x), sy = Saved(dy)
  return dw.record("convolution_backward_weight", [x, dy], saving: [sx, sy]) { g, n in
    [n.needs(0) ? inputGradient(s, sy(), g) : nil, n.needs(1) ? convolve(s.withoutBias, sx(), g, nil) : nil]
  }
}

extension ConvShape {
  fileprivate var withoutBias: ConvShape {
    var s = self
    s.spec.has_bias = 0
    return s
  }
}

private let convolutionNames = ["conv1d", "conv2d", "conv3d"]
private let transposedNames = ["convTranspose1d", "convTranspose2d", "convTranspose3d"]

extension F {
  /// Every convolution by its number of spatial dims; `outputPadding` makes it a transposed one.
  package static func convolution(
    _ n: Int, _ x: Tensor, _ w: Tensor, _ b: Tensor?, stride: [Int], padding: Padding.Rule, dilation: [Int], groups: Int,
    outputPadding: [Int]? = nil
  ) -> Tensor {
    let op = (outputPadding == nil ? convolutionNames : transposedNames)[n - 1]
    let batched = x.dims.count == n + 2
    require(
      batched || x.dims.count == n + 1, op,
      "expected an input of \(n + 1) or \(n + 2) dims, got shape \(x.dims) (weight \(w.dims))")
    let input = batched ? x : x.unsqueeze(0)
    let (front, end) = ends(op, n, w, stride, padding, dilation)
    let s = ConvShape(
      op, input, w, b, stride: stride, padding: front, paddingEnd: end, dilation: dilation, groups: groups,
      transposed: outputPadding != nil, outputPadding: outputPadding ?? [0], spatial: n)
    let y = convolve(s, input, w, b)
    return batched ? y : y.squeeze(0)
  }

  /// The padding in front, and behind where that differs.
  private static func ends(
    _ op: String, _ n: Int, _ w: Tensor, _ stride: [Int], _ padding: Padding.Rule, _ dilation: [Int]
  ) -> ([Int], [Int]?) {
    switch padding {
    case .sizes(let p): return (p, nil)
    case .valid: return ([0], nil)
    case .same:
      require(stride.allSatisfy { $0 == 1 }, op, "padding .same needs stride 1, got \(stride)")
      require(w.dims.count == n + 2, op, "expected a weight of \(n + 2) dims, got shape \(w.dims)")
      let total = (0..<n).map { (dilation.count == n ? dilation[$0] : dilation[0]) * (w.dims[$0 + 2] - 1) }
      return (total.map { $0 / 2 }, total.map { $0 - $0 / 2 })
    }
  }

  /// Cross-correlation of x (N, C, L) or (C, L) with w (O, C/groups, K); b (O). Output length ⌊(L + 2p − d(K − 1) − 1)/s⌋ + 1.
  public static func conv1d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: some IntOrArray = 1, padding: some ConvolutionPadding = 0,
    dilation: some IntOrArray = 1, groups: Int = 1
  ) -> Tensor {
    convolution(1, x, weight, bias, stride: stride.ints, padding: padding.padding.rule, dilation: dilation.ints, groups: groups)
  }

  /// Cross-correlation of x (N, C, H, W) or (C, H, W) with w (O, C/groups, K, K′); b (O).
  public static func conv2d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: some IntOrArray = 1, padding: some ConvolutionPadding = 0,
    dilation: some IntOrArray = 1, groups: Int = 1
  ) -> Tensor {
    convolution(2, x, weight, bias, stride: stride.ints, padding: padding.padding.rule, dilation: dilation.ints, groups: groups)
  }

  /// Cross-correlation of x (N, C, D, H, W) or (C, D, H, W) with w (O, C/groups, K, K′, K″); b (O).
  public static func conv3d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: some IntOrArray = 1, padding: some ConvolutionPadding = 0,
    dilation: some IntOrArray = 1, groups: Int = 1
  ) -> Tensor {
    convolution(3, x, weight, bias, stride: stride.ints, padding: padding.padding.rule, dilation: dilation.ints, groups: groups)
  }

  /// The gradient of `conv1d` for its input, as a layer: w (C, O/groups, K). Output length (L − 1)s − 2p + d(K − 1) + outputPadding + 1.
  public static func convTranspose1d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: some IntOrArray = 1, padding: some IntOrArray = 0,
    outputPadding: some IntOrArray = 0, groups: Int = 1, dilation: some IntOrArray = 1
  ) -> Tensor {
    convolution(
      1, x, weight, bias, stride: stride.ints, padding: .sizes(padding.ints), dilation: dilation.ints, groups: groups,
      outputPadding: outputPadding.ints)
  }
  /// The same in two dimensions.
  public static func convTranspose2d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: some IntOrArray = 1, padding: some IntOrArray = 0,
    outputPadding: some IntOrArray = 0, groups: Int = 1, dilation: some IntOrArray = 1
  ) -> Tensor {
    convolution(
      2, x, weight, bias, stride: stride.ints, padding: .sizes(padding.ints), dilation: dilation.ints, groups: groups,
      outputPadding: outputPadding.ints)
  }
  /// The same in three dimensions.
  public static func convTranspose3d(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil, stride: some IntOrArray = 1, padding: some IntOrArray = 0,
    outputPadding: some IntOrArray = 0, groups: Int = 1, dilation: some IntOrArray = 1
  ) -> Tensor {
    convolution(
      3, x, weight, bias, stride: stride.ints, padding: .sizes(padding.ints), dilation: dilation.ints, groups: groups,
      outputPadding: outputPadding.ints)
  }
}
