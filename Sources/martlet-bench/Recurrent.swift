import Martlet

extension Workload {
  private static func step(_ name: String, _ input: [Int], _ run: @escaping () -> (Tensor) -> Tensor) -> Workload {
    Workload("rnn/\(name)_step") {
      let run = run(), x = Tensor.randn(input, requiresGrad: true)
      return { run(x).sum().backward() }
    }
  }

  static var rnn: [Workload] {
    [(64, 32, 1, [8, 200, 64], "8x200x64_32"), (256, 256, 2, [32, 64, 256], "32x64x256_256_l2")].flatMap { inputs, hidden, layers, x, tag in
      [
        step("lstm_" + tag, x) {
          let m = LSTM(inputs, hidden, numLayers: layers, batchFirst: true)
          return { m($0).0 }
        },
        step("gru_" + tag, x) {
          let m = GRU(inputs, hidden, numLayers: layers, batchFirst: true)
          return { m($0).0 }
        },
        step("rnn_" + tag, x) {
          let m = RNN(inputs, hidden, numLayers: layers, batchFirst: true)
          return { m($0).0 }
        },
      ]
    }
  }
}

/// A text classifier: an embedding of 10,000 words, an LSTM, and a linear layer on its last output.
final class LSTMNet: Module, Layer {
  @Parameter var e = Tensor.randn(10000, 64)
  let l = LSTM(64, 128, batchFirst: true), f = Linear(128, 2)

  func forward(_ i: Tensor) -> Tensor { f(l(F.embedding(i, e)).0[.all, -1]) }
}
