import Martlet
import MartletTestSupport
import Testing

/// Recurrent layers against loops over their cells, and what else PyTorch's recorded cases do not cover.
@Suite struct RecurrentTests {
  private func load(_ cell: RNNCellBase, from layer: RNNBase) {
    let w = layer.allWeights[0]
    noGrad { for (p, value) in zip(cell.parameters(), w) { p.copy_(value) } }
  }

  /// Sizes beside and beyond the width of registers, and batches that do not divide among threads.
  static let sizes = [(1, 1), (2, 5), (5, 16), (7, 19), (13, 33), (3, 70), (17, 128)]

  @Test(arguments: sizes) func lstmIsALoopOverItsCell(_ batch: Int, _ hidden: Int) {
    let lstm = LSTM(6, hidden, dtype: .float64), cell = LSTMCell(6, hidden, dtype: .float64)
    load(cell, from: lstm)
    let x = sample(4, batch, 6, dtype: .float64), h0 = sample(batch, hidden, seed: 1, dtype: .float64), c0 = sample(batch, hidden, seed: 2, dtype: .float64)
    let (y, (h, c)) = lstm(x, (h0.unsqueeze(0), c0.unsqueeze(0)))
    var state = (h0, c0), outputs: [Tensor] = []
    for t in 0..<4 {
      state = cell(x[t], state)
      outputs.append(state.0)
    }
    #expect(y.allClose(Tensor.stack(outputs), rtol: 1e-10) && h[0].allClose(state.0, rtol: 1e-10) && c[0].allClose(state.1, rtol: 1e-10))
    (y * y).sum().backward()
    Tensor.stack(outputs).pow(2).sum().backward()
    for (a, b) in zip(lstm.parameters(), cell.parameters()) { #expect(a.grad!.allClose(b.grad!, rtol: 1e-8, atol: 1e-10)) }
  }

  @Test(arguments: sizes) func gruIsALoopOverItsCell(_ batch: Int, _ hidden: Int) {
    let gru = GRU(3, hidden, batchFirst: true), cell = GRUCell(3, hidden)
    load(cell, from: gru)
    let x = sample(batch, 5, 3)
    let (y, last) = gru(x)
    var h: Tensor?, outputs: [Tensor] = []
    for t in 0..<5 {
      h = cell(x[.all, t], h)
      outputs.append(h!)
    }
    #expect(y.allClose(Tensor.stack(outputs, dim: 1), rtol: 1e-4, atol: 1e-5) && last[0].allClose(h!, rtol: 1e-4, atol: 1e-5))
    y.sum().backward()
    Tensor.stack(outputs).sum().backward()
    for (a, b) in zip(gru.parameters(), cell.parameters()) { #expect(a.grad!.allClose(b.grad!, rtol: 1e-3, atol: 1e-4)) }
  }

  @Test func theSecondDirectionReadsBackwards() {
    let rnn = RNN(3, 4, nonlinearity: .relu, bidirectional: true), forward = RNN(3, 4, nonlinearity: .relu)
    noGrad { for (p, w) in zip(forward.parameters(), rnn.allWeights[1]) { p.copy_(w) } }
    let x = sample(6, 2, 3)
    let (y, h) = rnn(x), (back, last) = forward(x.flip(0))
    #expect(y[.all, .all, 4...].allClose(back.flip(0)) && h[1].allClose(last[0]))
  }

  @Test func packedSequencesRunEachOnItsOwn() {
    let lstm = LSTM(3, 5, numLayers: 2, bidirectional: true)
    let sequences = [2, 5, 1, 4].enumerated().map { sample($1, 3, seed: $0) }
    let (packed, (h, c)) = lstm(packSequence(sequences, enforceSorted: false))
    for (i, (x, y)) in zip(sequences, unpackSequence(packed)).enumerated() {
      let (alone, (lastH, lastC)) = lstm(x)
      #expect(y.allClose(alone, rtol: 1e-4, atol: 1e-6) && h[.all, i].allClose(lastH, rtol: 1e-4, atol: 1e-6))
      #expect(c[.all, i].allClose(lastC, rtol: 1e-4, atol: 1e-6))
    }
  }

  @Test func resultsDoNotDependOnThreads() {
    let gru = GRU(20, 40, numLayers: 2), x = sample(50, 16, 20)
    let threads = numThreads()
    defer { setNumThreads(threads) }
    let results = [1, 2, 5].map { n in
      setNumThreads(n)
      return gru(x).0
    }
    #expect(results[1].equal(results[0]) && results[2].equal(results[0]))
  }

  @Test func dropoutLiesBetweenLayersInTraining() {
    let lstm = LSTM(4, 8, numLayers: 2, dropout: 0.5), x = sample(3, 2, 4)
    #expect(!lstm(x).0.equal(lstm(x).0))
    lstm.eval()
    #expect(lstm(x).0.equal(lstm(x).0))
    let single = GRU(4, 8, dropout: 0.5)
    #expect(single(x).0.equal(single(x).0))
  }

  @Test func halfTypesComputeInFloat32() {
    let lstm = LSTM(3, 4), x = sample(5, 2, 3)
    let expected = lstm(x).0
    lstm.to(.bfloat16)
    let y = lstm(x.to(.bfloat16)).0
    #expect(y.dtype == .bfloat16 && y.float().allClose(expected, rtol: 0.05, atol: 0.02))
  }

  @Test func anEmptyBatchGivesEmptyResults() {
    let lstm = LSTM(3, 4, projSize: 2)
    let (y, (h, c)) = lstm(Tensor.zeros(5, 0, 3))
    #expect(y.shape == [5, 0, 2] && h.shape == [1, 0, 2] && c.shape == [1, 0, 4])
    y.sum().backward()
    #expect(lstm.parameters().allSatisfy { $0.grad!.countNonzero().item() == 0 })
  }

  @Test func memoryOfTheOutputsGoesWithTheGraph() {
    let lstm = LSTM(2, 3, bidirectional: true), x = sample(4, 1, 2)
    weak var kept: Storage?
    for backward in [true, false] {
      do {
        let y = lstm(x).0
        kept = y.storage()
        if backward { y.sum().backward() }
      }
      #expect(kept == nil)
    }
  }

  @Test func copiesAreIndependent() {
    let gru = GRU(2, 3), copy = gru.deepCopy(), x = sample(4, 1, 2)
    #expect(copy(x).0.equal(gru(x).0))
    noGrad { for p in copy.parameters() { p.zero_() } }
    #expect(copy(x).0.sum().item() == 0 && gru(x).0.sum().item() != 0)
  }

  @Test func hooksSeeOutputsAndStates() {
    let lstm = LSTM(2, 3), x = sample(4, 1, 2)
    var seen: [[Int]] = []
    let handle = lstm.registerForwardHook { (_: Module, x: Tensor, y: Tensor) -> Tensor? in
      seen = [x.shape, y.shape]
      return y * 2
    }
    let doubled = lstm(x).0
    handle.remove()
    #expect(seen == [[4, 1, 2], [4, 1, 3]] && doubled.equal(lstm(x).0 * 2))
  }

  @Test func wrongCallsStop() async {
    let width = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = GRU(3, 4)(Tensor.zeros(2, 5)) }
    #expect(says(width, ["GRU", "(L, N, 3)", "[2, 5]"]))
    let state = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LSTM(3, 4, batchFirst: true)(Tensor.zeros(2, 5, 3), (Tensor.zeros(1, 5, 4), Tensor.zeros(1, 5, 4)))
    }
    #expect(says(state, ["LSTM", "h0", "[1, 5, 4]", "[1, 2, 4]"]))
    let dtype = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = RNN(3, 4)(Tensor.zeros([2, 1, 3], dtype: .float64)) }
    #expect(says(dtype, ["RNN", "float64", "float32"]))
    let projection = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = LSTM(3, 4, projSize: 4) }
    #expect(says(projection, ["LSTM", "projSize", "4"]))
    let cell = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = LSTMCell(3, 4)(Tensor.zeros(2, 3), (Tensor.zeros(4), Tensor.zeros(4))) }
    #expect(says(cell, ["LSTMCell", "[4]", "[2, 4]"]))
  }

  private func says(_ result: ExitTest.Result?, _ words: [String]) -> Bool {
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    return words.allSatisfy { text.contains($0) }
  }
}
