import Martlet
import MartletTestSupport
import Testing

/// What the recorded cases leave out: equal ways to say the same, starts of weights, copies, refusals.
@Suite struct AttentionLayerTests {
  private let x = sample(2, 5, 16, seed: 1)

  @Test func oneTensorOrThree() throws {
    let attention = MultiheadAttention(16, 4, batchFirst: true)
    let packed = attention(x, x, x), apart = attention(x, x.clone(), x.clone())
    #expect(packed.0.allClose(apart.0, atol: 1e-6))
    #expect(try #require(packed.1).allClose(#require(apart.1), atol: 1e-6))
    packed.0.square().sum().backward()
    let g = try #require(attention.inProjWeight?.grad)
    attention.zeroGrad()
    apart.0.square().sum().backward()
    #expect(g.allClose(try #require(attention.inProjWeight?.grad), rtol: 1e-4, atol: 1e-5))
  }

  @Test func theBatchMayStandAnywhere() {
    let first = MultiheadAttention(16, 4, batchFirst: true), second = MultiheadAttention(16, 4)
    #expect(throws: Never.self) { try second.loadStateDict(first.stateDict()) }
    let t = x.transpose(0, 1), (y, w) = first(x, x, x), (z, u) = second(t, t, t)
    #expect(y.allClose(z.transpose(0, 1), atol: 1e-6) && w!.allClose(u!, atol: 1e-6))
    let alone = first(x[1], x[1], x[1])
    #expect(alone.0.allClose(y[1], atol: 1e-6) && alone.1!.allClose(w![1], atol: 1e-6))
  }

  @Test func weightsSumToOneAndCarryGradients() throws {
    let attention = MultiheadAttention(16, 4, batchFirst: true)
    let weights = try #require(attention(x, x, x, averageAttnWeights: false).1)
    #expect(weights.shape == [2, 4, 5, 5] && weights.sum(dim: -1).allClose(Tensor.ones(2, 4, 5), atol: 1e-5))
    #expect(attention(x, x, x, needWeights: false).1 == nil)
    let mean = try #require(attention(x, x, x).1)
    #expect(mean.allClose(weights.mean(dim: 1), atol: 1e-6))
    mean.square().sum().backward()
    #expect(try #require(attention.inProjWeight?.grad).abs().sum().item() > 0)
  }

  @Test func causalByFlagOrByMask() {
    let attention = MultiheadAttention(16, 4, batchFirst: true)
    let numbers = Transformer.generateSquareSubsequentMask(5), later = numbers .< 0
    #expect(numbers[0].tolist() as? [Double] == [0] + [Double](repeating: -.infinity, count: 4))
    let a = attention(x, x, x, attnMask: numbers).0, b = attention(x, x, x, attnMask: later).0, c = attention(x, x, x, isCausal: true).0
    #expect(a.allClose(b, atol: 1e-6) && a.allClose(c, atol: 1e-6))
    let padding = Tensor([[false, false, false, false, true], [false, false, false, true, true]])
    let d = attention(x, x, x, attnMask: numbers, keyPaddingMask: padding).0
    #expect(d.allClose(attention(x, x, x, attnMask: later, keyPaddingMask: padding).0, atol: 1e-6))
    #expect(d.allClose(attention(x, x, x, keyPaddingMask: padding, isCausal: true).0, atol: 1e-6))
  }

  @Test func paddingDoesNotMatter() {
    let encoder = TransformerEncoder(TransformerEncoderLayer(16, 4, dimFeedforward: 32, batchFirst: true), numLayers: 2).eval()
    let padding = Tensor([[false, false, false, true, true]]).expand(2, 5)
    let changed = x.clone()
    changed[.all, 3...] = Tensor.zeros(2, 2, 16)
    let a = encoder(x, srcKeyPaddingMask: padding), b = encoder(changed, srcKeyPaddingMask: padding)
    #expect(a[.all, 0..<3].allClose(b[.all, 0..<3], atol: 1e-5) && !encoder(x).allClose(a))
  }

  @Test func layersOfAStackStartEqualAndLiveApart() {
    let layer = TransformerEncoderLayer(16, 4, dimFeedforward: 32), encoder = TransformerEncoder(layer, numLayers: 2)
    let state = encoder.stateDict()
    let first = state["layers.0.linear1.weight"]!, second = state["layers.1.linear1.weight"]!
    #expect(first.equal(second) && first.equal(layer.stateDict()["linear1.weight"]!))
    first.fill_(0)
    #expect(!first.equal(second))
    #expect(encoder.parameters().count == 2 * layer.parameters().count)
  }

  @Test func dropoutActsInTrainingOnly() {
    let layer = TransformerEncoderLayer(16, 4, dimFeedforward: 32, dropout: 0.5, batchFirst: true)
    #expect(!layer(x).allClose(layer(x)))
    layer.eval()
    #expect(layer(x).equal(layer(x)))
  }

  /// Xavier's bound over the joint matrix: √(6 / (3 · 64 + 64)).
  @Test func weightsStartAsPyTorchs() {
    let attention = MultiheadAttention(64, 4, addBiasKV: true), w = attention.inProjWeight!
    let bound = (6.0 / 256).squareRoot()
    #expect(w.abs().max().item() <= bound && w.abs().max().item() > 0.99 * bound)
    #expect(attention.inProjBias!.equal(Tensor.zeros(192)) && attention.outProj.bias!.equal(Tensor.zeros(64)))
    #expect(attention.stateDict().names == ["in_proj_weight", "in_proj_bias", "bias_k", "bias_v", "out_proj.weight", "out_proj.bias"])
  }

  @Test func wrongCallsStop() async {
    let heads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { _ = MultiheadAttention(10, 3) }
    #expect(text(heads).contains("embedDim 10 must be a positive multiple of numHeads 3"))
    let shapes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = MultiheadAttention(4, 2)
      _ = a(Tensor.zeros(3, 2, 4), Tensor.zeros(5, 2, 4), Tensor.zeros(6, 2, 4))
    }
    #expect(text(shapes).contains("expected query (L, N, 4), key (S, N, 4) and value (S, N, 4)") && text(shapes).contains("[6, 2, 4]"))
    let mask = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let a = MultiheadAttention(4, 2), x = Tensor.zeros(3, 2, 4)
      _ = a(x, x, x, attnMask: Tensor.zeros(3, 4))
    }
    #expect(text(mask).contains("attnMask has shape [3, 4], expected [3, 3] or [4, 3, 3]"))
  }

  private func text(_ result: ExitTest.Result?) -> String { String(decoding: result?.standardErrorContent ?? [], as: UTF8.self) }
}
