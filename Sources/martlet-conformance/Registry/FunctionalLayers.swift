import Martlet

/// Linear maps, embeddings, rearrangements and attention of `nn.functional`.
func addFunctionalLayers(_ t: inout OpTable) {
  t.op("nn.functional.bilinear(input1, input2, weight, bias)") { F.bilinear($0.x, $0.y, $0.tensor("weight"), $0.optionalTensor("bias")) }
  t.op("nn.functional.embedding(input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq)") {
    F.embedding(
      $0.x, $0.y, paddingIdx: $0.optionalInt("padding_idx"), maxNorm: $0.optionalDouble("max_norm"),
      normType: $0.double("norm_type", 2), scaleGradByFreq: $0.bool("scale_grad_by_freq"))
  }
  t.op(
    "nn.functional.embedding_bag(input, weight, offsets, max_norm, norm_type, scale_grad_by_freq, mode, per_sample_weights, include_last_offset, padding_idx)"
  ) {
    F.embeddingBag(
      $0.x, $0.y, offsets: $0.optionalTensor("offsets"), maxNorm: $0.optionalDouble("max_norm"), normType: $0.double("norm_type", 2),
      scaleGradByFreq: $0.bool("scale_grad_by_freq"), mode: $0.choice("mode", ["sum": .sum, "mean": .mean, "max": .max]) ?? .mean,
      perSampleWeights: $0.optionalTensor("per_sample_weights"), includeLastOffset: $0.bool("include_last_offset"),
      paddingIdx: $0.optionalInt("padding_idx"))
  }
  t.op("nn.functional.one_hot(input, num_classes)") { F.oneHot($0.x, numClasses: $0.int("num_classes", -1)) }
  t.op("nn.functional.pad(input, pad, mode, value)") { a in
    let mode = a.choice("mode", ["constant": .constant, "reflect": .reflect, "replicate": .replicate, "circular": .circular]) ?? PadMode.constant
    guard let value = a.optionalNumber("value") else { return F.pad(a.x, a.ints("pad"), mode: mode) }
    return F.pad(a.x, a.ints("pad"), mode: mode, value: value)
  }
  t.op("nn.functional.pixel_shuffle(input, upscale_factor)") { F.pixelShuffle($0.x, $0.int("upscale_factor")) }
  t.op("nn.functional.pixel_unshuffle(input, downscale_factor)") { F.pixelUnshuffle($0.x, $0.int("downscale_factor")) }
  t.op("nn.functional.channel_shuffle(input, groups)") { F.channelShuffle($0.x, $0.int("groups")) }
  t.op("nn.functional.scaled_dot_product_attention(query, key, value, attn_mask, dropout_p, is_causal, scale, enable_gqa)") {
    F.scaledDotProductAttention(
      $0.x, $0.y, $0.tensor("value"), attnMask: $0.optionalTensor("attn_mask"), dropoutP: $0.double("dropout_p", 0),
      isCausal: $0.bool("is_causal"), scale: $0.optionalDouble("scale"), enableGqa: $0.bool("enable_gqa"))
  }
}
