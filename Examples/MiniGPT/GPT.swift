import Martlet

/// Masked self-attention and a feed-forward network, each behind a norm and with a way around it.
final class Block: Module, Layer {
  let ln1: LayerNorm, qkv: Linear, proj: Linear, ln2: LayerNorm
  let mlp: Sequential
  private let heads: Int

  init(_ width: Int, heads: Int) {
    self.heads = heads
    ln1 = LayerNorm([width])
    qkv = Linear(width, 3 * width)
    proj = Linear(width, width)
    ln2 = LayerNorm([width])
    mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width))
  }

  func forward(_ x: Tensor) -> Tensor {
    let (batch, length, width) = (x.size(0), x.size(1), x.size(2))
    let parts = qkv(ln1(x)).view(batch, length, 3, heads, width / heads).permute(2, 0, 3, 1, 4)
    let attended = F.scaledDotProductAttention(parts[0], parts[1], parts[2], isCausal: true)
    let y = x + proj(attended.transpose(1, 2).reshape(batch, length, width))
    return y + mlp(ln2(y))
  }
}

/// A decoder that predicts the next character: logits (N, L, vocabulary) from indices (N, L).
final class GPT: Module, Layer {
  let tokens: Embedding, positions: Embedding
  let blocks: Sequential
  let norm: LayerNorm, head: Linear
  let context: Int

  init(vocabulary: Int, context: Int, width: Int = 256, layers: Int = 4, heads: Int = 8) {
    self.context = context
    tokens = Embedding(vocabulary, width)
    positions = Embedding(context, width)
    blocks = Sequential { for _ in 0..<layers { Block(width, heads: heads) } }
    norm = LayerNorm([width])
    head = Linear(width, vocabulary, bias: false)
    super.init()
    for e in [tokens, positions] { noGrad { Init.normal_(e.weight, std: 0.02) } }
  }

  func forward(_ indices: Tensor) -> Tensor {
    let x = tokens(indices) + positions(Tensor.arange(indices.size(1)))
    return head(norm(blocks(x)))
  }

  /// The text goes on for `count` characters, each the likeliest one.
  func continued(_ start: [Int], count: Int) -> [Int] {
    var text = start
    noGrad {
      for _ in 0..<count {
        let logits = self(Tensor(Array(text.suffix(context))).unsqueeze(0))
        text.append(logits[0, -1].argmax().item(as: Int.self))
      }
    }
    return text
  }
}
