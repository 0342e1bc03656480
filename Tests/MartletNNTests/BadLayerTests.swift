import Martlet
import Testing

/// Layers that cannot be, or that get an input which does not fit, stop with a message.
@Suite struct BadLayerTests {
  static let cases: [(name: String, mentions: [String], call: @Sendable () -> Void)] = [
    ("Dropout of more than all", ["Dropout2d", "0…1", "1.5"], { _ = Dropout2d(1.5) }),
    ("RReLU upside down", ["RReLU", "0.5", "0.1"], { _ = RReLU(0.5, 0.1) }),
    ("Hardtanh of nothing", ["Hardtanh", "-1", "1"], { _ = Hardtanh(1, -1) }),
    ("CELU of 0", ["CELU", "alpha"], { _ = CELU(0) }),
    ("three sides", ["ZeroPad2d", "one number or 4", "[1, 2, 3]"], { _ = ZeroPad2d([1, 2, 3]) }),
    ("a window of two dims in one", ["MaxUnpool1d", "kernelSize", "[2, 2]"], { _ = MaxUnpool1d([2, 2]) }),
    ("adaptive pooling of a vector", ["AdaptiveAvgPool2d", "3 or 4 dims", "[5]"], { _ = AdaptiveAvgPool2d(1)(Tensor.ones(5)) }),
    ("no size to pool to", ["FractionalMaxPool2d", "outputSize", "outputRatio"], { _ = FractionalMaxPool2d(2) }),
    ("more than the whole", ["FractionalMaxPool3d", "between 0 and 1", "1.5"], { _ = FractionalMaxPool3d(2, outputRatio: 1.5) }),
    (
      "windows that do not fit", ["fractionalMaxPool2d", "[4, 4]", "[1, 4, 4]"],
      { _ = FractionalMaxPool2d(2, outputSize: 4)(Tensor.ones(1, 4, 4)) }
    ),
    ("two sizes", ["Upsample", "exactly one"], { _ = Upsample(size: 3, scaleFactor: 2) }),
    ("softmax of a matrix's channels", ["Softmax2d", "(N, C, H, W)", "[2, 2]"], { _ = Softmax2d()(Tensor.ones(2, 2)) }),
    ("channels without slopes", ["prelu", "3 weights", "[2, 4]"], { _ = PReLU(3)(Tensor.ones(2, 4)) }),
    ("a padding row outside", ["Embedding", "paddingIdx 7", "5 rows"], { _ = Embedding(5, 2, paddingIdx: 7) }),
    ("frequencies of maxima", ["EmbeddingBag", "scaleGradByFreq", ".max"], { _ = EmbeddingBag(5, 2, scaleGradByFreq: true, mode: .max) }),
    ("a bag without offsets", ["embeddingBag", "offsets"], { _ = EmbeddingBag(5, 2)(Tensor([1, 2])) }),
    ("a lazy layer's scalar", ["LazyLinear", "[]"], { _ = LazyLinear(2)(Tensor(1.0)) }),
  ]

  @Test(arguments: cases.map(\.name))
  func stopsWithAMessage(_ name: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [name = name as String] in
      Self.cases.first { $0.name == name }!.call()
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.contains("Fatal error: ") } ?? ""
    for word in Self.cases.first(where: { $0.name == name })!.mentions { #expect(line.contains(word), "\(line)") }
  }
}
