import CMartletKernels

/// How tensors are printed; `setPrintOptions` changes it.
public struct PrintOptions: Sendable {
  /// Digits after the point.
  public var precision = 4
  /// A tensor with more elements is summarised.
  public var threshold = 1000
  /// How many elements a summary shows at each end of a dim.
  public var edgeItems = 3
  /// Characters a line.
  public var lineWidth = 80
  /// Scientific notation: always, never, or (nil) when the numbers ask for it.
  public var sciMode: Bool?
  public init() {}
  nonisolated(unsafe) static var current = PrintOptions()
}

/// Sets of print options that go together.
public enum PrintProfile: Sendable {
  /// Four digits, summaries beyond 1,000 elements.
  case `default`
  /// Two digits, and two elements at each end of a summary.
  case short
  /// Every element.
  case full
}

/// Changes how tensors are printed: first to a profile, if one is given, then option by option.
public func setPrintOptions(
  precision: Int? = nil, threshold: Int? = nil, edgeItems: Int? = nil, lineWidth: Int? = nil, profile: PrintProfile? = nil,
  sciMode: Bool? = nil
) {
  if let profile {
    PrintOptions.current = PrintOptions()
    switch profile {
    case .default: break
    case .short: (PrintOptions.current.precision, PrintOptions.current.edgeItems) = (2, 2)
    case .full: PrintOptions.current.threshold = .max
    }
  }
  if let precision { PrintOptions.current.precision = precision }
  if let threshold { PrintOptions.current.threshold = threshold }
  if let edgeItems { PrintOptions.current.edgeItems = edgeItems }
  if let lineWidth { PrintOptions.current.lineWidth = lineWidth }
  PrintOptions.current.sciMode = sciMode
}

/// Back to the defaults.
public func resetPrintOptions() { PrintOptions.current = PrintOptions() }

extension Tensor: CustomStringConvertible {
  /// PyTorch's text: `tensor([[1., 2.],\n        [3., 4.]])`, with dtype, device and gradient where they are not the default.
  public var description: String { (isParameter ? "Parameter containing:\n" : "") + TensorText(self).text }
}

private struct TensorText {
  let x: Tensor
  let options = PrintOptions.current
  private let indent = 7  // "tensor("

  init(_ tensor: Tensor) { x = tensor }

  var text: String {
    let values = noGrad { x.detach().cpu() }
    var suffixes: [String] = []
    if !x.device.isCPU { suffixes.append("device='\(x.device)'") }
    let isDefault = x.dtype == defaultDType() || x.dtype == .int64 || x.dtype == .bool
    let body: String
    if x.numel == 0 {
      if x.dims.count != 1 { suffixes.append("size=(\(sizeText))") }
      if x.dtype != defaultDType() { suffixes.append("dtype=torch.\(x.dtype)") }
      body = "[]"
    } else {
      if !isDefault { suffixes.append("dtype=torch.\(x.dtype)") }
      let summarize = x.numel > options.threshold
      let format = NumberFormat(summarize ? summarized(values) : values, options)
      body = render(values, format, indent, summarize)
    }
    if x.requiresGrad {
      suffixes.append(x.gradFn.map { "grad_fn=<\($0.name)>" } ?? "requires_grad=True")
    }
    return wrap("tensor(" + body, suffixes)
  }

  private var sizeText: String {
    x.dims.count == 1 ? "\(x.dims[0])," : x.shape.map(String.init).joined(separator: ", ")
  }

  private func wrap(_ head: String, _ suffixes: [String]) -> String {
    var out = head
    let lastLine = out.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    var length = lastLine.count + 1
    for s in suffixes {
      if length + s.count + 2 > options.lineWidth {
        out += ",\n" + String(repeating: " ", count: indent) + s
        length = indent + s.count
      } else {
        out += ", " + s
        length += s.count + 2
      }
    }
    return out + ")"
  }

  /// Only the elements that a summary shows: what the format is chosen from.
  private func summarized(_ t: Tensor) -> Tensor {
    let e = options.edgeItems
    if t.dims.count == 0 { return t }
    var y = t
    for d in t.dims.indices where t.dims[d] > 2 * e {
      y = Tensor.cat([y.narrow(dim: d, start: 0, length: e), y.narrow(dim: d, start: y.dims[d] - e, length: e)], dim: d)
    }
    return y
  }

  private func render(_ t: Tensor, _ format: NumberFormat, _ indent: Int, _ summarize: Bool) -> String {
    if t.dims.count == 0 { return format.text(t.elementText) }
    let n = t.dims[0], e = options.edgeItems
    let dots = summarize && n > 2 * e
    let shown = dots ? Array(0..<e) + Array((n - e)..<n) : Array(0..<n)
    if t.dims.count == 1 {
      let perLine = Swift.max(1, (options.lineWidth - indent) / (format.width + 2))
      var words = shown.map { format.text(t.select(dim: 0, index: $0).elementText) }
      if dots { words.insert(" ...", at: e) }
      let lines = Swift.stride(from: 0, to: words.count, by: perLine).map {
        words[$0..<Swift.min($0 + perLine, words.count)].joined(separator: ", ")
      }
      return "[" + lines.joined(separator: ",\n" + String(repeating: " ", count: indent + 1)) + "]"
    }
    var rows = shown.map { render(t.select(dim: 0, index: $0), format, indent + 1, summarize) }
    if dots { rows.insert("...", at: e) }
    let separator = "," + String(repeating: "\n", count: t.dims.count - 1) + String(repeating: " ", count: indent + 1)
    return "[" + rows.joined(separator: separator) + "]"
  }
}

extension Tensor {
  fileprivate var elementText: ElementText {
    let p = pointer
    if dtype == .bool { return .word(mk_load_int64(p, dtype.kernel) != 0 ? "True" : "False") }
    if dtype.isFloatingPoint { return .number(mk_load_double(p, dtype.kernel)) }
    return .word(String(mk_load_int64(p, dtype.kernel)))
  }
}

private enum ElementText {
  case word(String)
  case number(Double)
}

/// One format for all elements: integers with a point, fixed, or scientific.
private struct NumberFormat {
  private enum Style { case word, integral, fixed, scientific }
  private let style: Style
  private let precision: Int
  private(set) var width = 1

  init(_ t: Tensor, _ options: PrintOptions) {
    precision = options.precision
    guard t.dtype.isFloatingPoint else {
      style = .word
      let words = t.dtype == .bool ? t.toArray(Bool.self).map { $0 ? "True" : "False" } : t.toArray(Int.self).map(String.init)
      for w in words { width = Swift.max(width, w.count) }
      return
    }
    let all = t.toArray(Double.self)
    let nonzero = all.filter { $0.isFinite && $0 != 0 }.map { Swift.abs($0) }
    let chosen: Style
    if nonzero.isEmpty {
      chosen = .integral
    } else {
      let low = nonzero.min()!, high = nonzero.max()!
      let integral = nonzero.allSatisfy { $0 == $0.rounded(.up) }
      let wide = integral ? high / low > 1000 || high > 1e8 : high / low > 1000 || high > 1e8 || low < 1e-4
      chosen = options.sciMode == true || (options.sciMode == nil && wide) ? .scientific : integral ? .integral : .fixed
    }
    style = chosen
    for v in nonzero.isEmpty ? [] : all where v.isFinite && v != 0 {
      width = Swift.max(width, NumberFormat.text(v, chosen, precision).count)
    }
    // "nan" and "inf" fit what the numbers take, as PyTorch leaves it.
  }

  func text(_ e: ElementText) -> String {
    let s: String
    switch e {
    case .word(let w): s = w
    case .number(let v): s = NumberFormat.text(v, style, precision)
    }
    return String(repeating: " ", count: Swift.max(0, width - s.count)) + s
  }

  private static func text(_ v: Double, _ style: Style, _ precision: Int) -> String {
    if v.isNaN { return "nan" }
    if v.isInfinite { return v < 0 ? "-inf" : "inf" }
    var buffer = [CChar](repeating: 0, count: 512)
    let n: Int32
    switch style {
    case .scientific: n = mk_format_double(&buffer, 512, 1, Int32(precision), v)
    case .integral: n = mk_format_double(&buffer, 512, 0, 0, v)
    default: n = mk_format_double(&buffer, 512, 0, Int32(precision), v)
    }
    let s = String(decoding: buffer[..<Int(n)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return style == .integral ? s + "." : s
  }
}
