import Martlet
import MartletTestSupport
import Testing

/// Attention in tiles beside the formula in ops, over sizes that do and do not fill the tiles.
@Suite struct AttentionTests {
  /// softmax(q kᵀ · scale + mask) v and its gradients, the plain way in float64.
  private func reference(_ q: Tensor, _ k: Tensor, _ v: Tensor, _ mask: Tensor?, causal: Bool, _ g: Tensor) -> [Tensor] {
    let x = [q, k, v].map { $0.detach().double().requiresGrad_() }
    var scores = x[0].matmul(x[1].transpose(-2, -1)) / Double(q.size(-1)).squareRoot()
    if let mask { scores = mask.dtype == .bool ? Tensor.where(mask, scores, -Double.infinity) : scores + mask.double() }
    if causal { scores = scores.maskedFill(Tensor.ones(q.size(-2), k.size(-2), dtype: .bool).triu(1), -Double.infinity) }
    let out = F.softmax(scores, dim: -1).matmul(x[2])
    return [out] + grad(of: [out], wrt: x, gradOutputs: [g.double()])
  }

  private func check(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil, causal: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for x in [q, k, v] { x.requiresGrad_() }
    let out = F.scaledDotProductAttention(q, k, v, attnMask: mask, isCausal: causal)
    let g = sample(out.numel, seed: 9).view(out.shape)
    let ours = [out] + grad(of: [out], wrt: [q, k, v], gradOutputs: [g])
    for (a, e) in zip(ours, reference(q, k, v, mask, causal: causal, g)) {
      #expect(a.double().allClose(e, rtol: 1e-4, atol: 2e-5), sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: [1, 3, 17, 65, 130], [1, 3, 17, 65, 130])
  func sizesOnBothSidesOfATile(_ queries: Int, _ keys: Int) {
    for (width, value) in [(8, 8), (5, 16), (20, 33), (64, 7)] {
      for causal in [false, true] {
        check(
          sample(2, 2, queries, width, seed: 1), sample(2, 2, keys, width, seed: 2), sample(2, 2, keys, value, seed: 3), causal: causal)
      }
    }
  }

  @Test(arguments: [[1, 1, 70, 66], [2, 1, 70, 66], [2, 3, 70, 66], [70, 66], [2, 1, 1, 66], [1, 3, 70, 1]])
  func masksThatBroadcast(_ shape: [Int]) {
    let q = sample(2, 3, 70, 12, seed: 1), k = sample(2, 3, 66, 12, seed: 2), v = sample(2, 3, 66, 12, seed: 3)
    let numbers = sample(shape.reduce(1, *), seed: 4).view(shape)
    check(q, k, v, mask: numbers)
    let seen = numbers .> -1
    if shape.last! > 1 { check(q, k, v, mask: seen) }
    check(q, k, v, mask: sample(shape.reduce(1, *), seed: 5).view(Array(shape.reversed())).permute(Array((0..<shape.count).reversed())))
  }

  @Test func projectionsAreReadWhereTheyLie() {
    let qkv = sample(2, 70, 3 * 4 * 8, seed: 1), parts = qkv.view(2, 70, 3, 4, 8).permute(2, 0, 3, 1, 4)
    let (q, k, v) = (parts[0], parts[1], parts[2])
    #expect(!q.isContiguous)
    let out = F.scaledDotProductAttention(q, k, v)
    #expect(out.transpose(1, 2).isContiguous, "the result lies as the queries do")
    check(q.detach(), k.detach(), v.detach())
    check(q.transpose(-1, -2).contiguous().transpose(-1, -2), k.detach(), v[0].expand(2, 4, 70, 8).clone())
  }

  @Test func groupsOfHeadsShareKeys() {
    let q = sample(2, 6, 20, 8, seed: 1), k = sample(2, 2, 30, 8, seed: 2), v = sample(2, 2, 30, 8, seed: 3)
    for x in [q, k, v] { x.requiresGrad_() }
    let wide = [k, v].map { $0.unsqueeze(2).expand(2, 2, 3, 30, 8).flatten(startDim: 1, endDim: 2) }
    let shared = F.scaledDotProductAttention(q, k, v, enableGqa: true), repeated = F.scaledDotProductAttention(q, wide[0], wide[1])
    #expect(shared.allClose(repeated, atol: 1e-6))
    let a = grad(of: [shared.square().sum()], wrt: [q, k, v]), b = grad(of: [repeated.square().sum()], wrt: [q, k, v])
    for (x, y) in zip(a, b) { #expect(x.allClose(y, rtol: 1e-4, atol: 1e-5)) }
  }

  @Test func batchesBroadcast() {
    let q = sample(3, 1, 4, 8, seed: 1).requiresGrad_(), k = sample(2, 5, 8, seed: 2).requiresGrad_(), v = sample(5, 8, seed: 3).requiresGrad_()
    let out = F.scaledDotProductAttention(q, k, v)
    #expect(out.shape == [3, 2, 4, 8])
    let full = F.scaledDotProductAttention(q.expand(3, 2, 4, 8), k.expand(3, 2, 5, 8), v.expand(3, 2, 5, 8))
    #expect(out.allClose(full))
    #expect(grad(of: [out.sum()], wrt: [v])[0].allClose(Tensor.full([5, 8], 0) + grad(of: [full.sum()], wrt: [v])[0]))
    #expect(F.scaledDotProductAttention(sample(4, 8), sample(5, 8), sample(5, 2)).shape == [4, 2])
    #expect(F.scaledDotProductAttention(sample(2, 2, 2, 4, 8), sample(2, 1, 2, 5, 8), sample(2, 2, 5, 3)).shape == [2, 2, 2, 4, 3])
  }

  @Test func aQueryThatSeesNothingGetsZeros() {
    let q = sample(1, 1, 3, 4, seed: 1).requiresGrad_(), k = sample(1, 1, 2, 4, seed: 2).requiresGrad_(), v = sample(1, 1, 2, 4, seed: 3)
    for mask in [Tensor([[true, true], [false, false], [true, false]]), Tensor([[0, 0], [-Double.infinity, -Double.infinity], [0, -Double.infinity]])] {
      let out = F.scaledDotProductAttention(q, k, v, attnMask: mask)
      #expect(out[0, 0, 1].equal(Tensor.zeros(4)) && out[0, 0, 2].allClose(v[0, 0, 0]))
      let g = grad(of: [out.sum()], wrt: [q, k])
      #expect(g[0][0, 0, 1].equal(Tensor.zeros(4)) && g[1].isfinite().all().item() == 1)
    }
  }

  /// PyTorch: a NaN or an infinite score spoils its own row, no other.
  @Test func notANumberStaysInItsRow() {
    let q = sample(1, 1, 70, 4, seed: 1), k = sample(1, 1, 70, 4, seed: 2), v = sample(1, 1, 70, 4, seed: 3)
    for bad in [Double.nan, .infinity] {
      let spoiled = q.clone()
      spoiled[0, 0, 66, 0] = Tensor(bad)
      let out = F.scaledDotProductAttention(spoiled, k, v), good = F.scaledDotProductAttention(q, k, v)
      #expect(out[0, 0, 66].isnan().all().item() == 1)
      #expect(out[0, 0, 0..<66].equal(good[0, 0, 0..<66]) && out[0, 0, 67...].equal(good[0, 0, 67...]))
    }
  }

  @Test func dropoutDropsTheRightShare() {
    // With equal scores and values of one, a row is the share of what was kept.
    let q = Tensor.zeros(1, 2, 200, 4), v = Tensor.ones(1, 2, 200, 4, requiresGrad: true)
    let draw = { F.scaledDotProductAttention(q, q, v, dropoutP: 0.25, generator: Generator(seed: 3)) }
    let out = draw()
    #expect(abs(out.mean().item() - 1) < 0.01 && out.std().item() > 0.01)
    #expect(out.equal(draw()), "the seed decides")
    out.sum().backward()
    #expect(abs(v.grad!.sum().item() - out.sum().item()) < 1e-2, "backward drops what forward dropped")
  }

  @Test func resultsDoNotDependOnThreads() {
    let x = sample(2, 2, 300, 16, seed: 1).requiresGrad_()
    let run = {
      let y = F.scaledDotProductAttention(x, x, x, dropoutP: 0.1, isCausal: true, generator: Generator(seed: 1))
      return [y.detach()] + grad(of: [y.square().sum()], wrt: [x])
    }
    let many = run()
    setNumThreads(1)
    let one = run()
    setNumThreads(2)
    #expect(zip(many, one).allSatisfy { $0.equal($1) })
  }
}
