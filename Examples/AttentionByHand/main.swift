// Attention written by hand, as tutorials do it, beside the framework's: the same weights have to give the same numbers and gradients.

import Martlet

/// `softmax(q kᵀ / √d) v`, with the weights for those who want to look at them.
final class ScaledDotProductAttention: Module {
  private let dropout: Dropout
  init(dropout: Double = 0) { self.dropout = Dropout(dropout) }

  /// mask: true where a query must not look.
  func callAsFunction(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil) -> (Tensor, Tensor) {
    var scores = q.matmul(k.transpose(-2, -1)) / Double(q.size(-1)).squareRoot()
    if let mask { scores = scores.maskedFill(mask, -Double.infinity) }
    let weights = F.softmax(scores, dim: -1)
    return (dropout(weights).matmul(v), weights)
  }
}

/// Several attentions side by side, each on its own part of the projected features.
final class MultiHeadAttention: Module {
  let wq: Linear, wk: Linear, wv: Linear, wo: Linear
  private let attention: ScaledDotProductAttention
  private let heads: Int

  init(_ features: Int, _ heads: Int, dropout: Double = 0) {
    func projection() -> Linear { Linear(features, features) }
    (wq, wk, wv, wo) = (projection(), projection(), projection(), projection())
    attention = ScaledDotProductAttention(dropout: dropout)
    self.heads = heads
  }

  func callAsFunction(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor? = nil) -> (Tensor, Tensor) {
    let (out, weights) = attention(split(wq(q)), split(wk(k)), split(wv(v)), mask: mask)
    return (wo(out.transpose(1, 2).flatten(startDim: 2)), weights)
  }

  /// (N, L, features) → (N, heads, L, features / heads)
  private func split(_ x: Tensor) -> Tensor { x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2) }
}

/// Prints how far two results lie apart, and counts those that differ.
struct Comparison {
  private(set) var failures = 0

  mutating func callAsFunction(_ name: String, _ byHand: Tensor, _ ours: Tensor) {
    let distance = (byHand - ours).abs().max().item(), equal = byHand.allClose(ours, rtol: 1e-4, atol: 1e-5)
    print("\(equal ? "equal    " : "DIFFERENT") \(name) \(ours.shape): at most \(distance) apart")
    if !equal { failures += 1 }
  }
}

var compare = Comparison()
manualSeed(0)
let (batch, length, features, heads) = (4, 50, 32, 4)
let later = Tensor.ones(length, length, dtype: .bool).triu(1)  // what a query must not see yet

// The function.
do {
  let parts = (0..<3).map { _ in Tensor.randn(batch, heads, length, features / heads, requiresGrad: true) }
  let byHand = ScaledDotProductAttention()(parts[0], parts[1], parts[2], mask: later).0
  let ours = F.scaledDotProductAttention(parts[0], parts[1], parts[2], isCausal: true)
  compare("attention", byHand, ours)
  let cotangent = Tensor.randnLike(ours)
  for (name, pair) in zip(
    ["gradient of q", "gradient of k", "gradient of v"],
    zip(grad(of: [byHand], wrt: parts, gradOutputs: [cotangent]), grad(of: [ours], wrt: parts, gradOutputs: [cotangent])))
  {
    compare(name, pair.0, pair.1)
  }
}

// The module.
do {
  let mine = MultiHeadAttention(features, heads), ours = MultiheadAttention(features, heads, batchFirst: true)
  let layers = [mine.wq, mine.wk, mine.wv]
  try ours.loadStateDict([
    "in_proj_weight": Tensor.cat(layers.map { $0.weight }), "in_proj_bias": Tensor.cat(layers.map { $0.bias! }),
    "out_proj.weight": mine.wo.weight, "out_proj.bias": mine.wo.bias!,
  ])
  let x = Tensor.randn(batch, length, features), memory = Tensor.randn(batch, length + 7, features)
  let (y, weights) = mine(x, x, x, mask: later), (z, seen) = ours(x, x, x, attnMask: later, averageAttnWeights: false)
  compare("self-attention", y, z)
  compare("its weights", weights, seen!)
  compare("attention to a memory", mine(x, memory, memory).0, ours(x, memory, memory).0)

  y.square().sum().backward()
  z.square().sum().backward()
  compare("gradient of the projections", Tensor.cat(layers.map { $0.weight.grad! }), ours.inProjWeight!.grad!)
  compare("gradient of the last one", mine.wo.weight.grad!, ours.outProj.weight.grad!)
}

if compare.failures > 0 { fatalError("\(compare.failures) results differ") }
