import Martlet

/// Linear maps and tables of vectors.
func addLinearModules(_ t: inout ModuleTable) {
  t.layer("nn.Linear(in_features, out_features, bias)") { Linear($0.int("in_features"), $0.int("out_features"), bias: $0.bool("bias", true)) }
  t.layer("nn.LazyLinear(out_features, bias)") { LazyLinear($0.int("out_features"), bias: $0.bool("bias", true)) }
  t.module("nn.Bilinear(in1_features, in2_features, out_features, bias)", forward: "forward(input1, input2)") {
    Bilinear($0.int("in1_features"), $0.int("in2_features"), outFeatures: $0.int("out_features"), bias: $0.bool("bias", true))
  } run: { $0($1.x, $1.y) }
  t.layer("nn.Embedding(num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)") {
    Embedding(
      $0.int("num_embeddings"), $0.int("embedding_dim"), paddingIdx: $0.optionalInt("padding_idx"), maxNorm: $0.optionalDouble("max_norm"),
      normType: $0.double("norm_type", 2), scaleGradByFreq: $0.bool("scale_grad_by_freq"), sparse: $0.bool("sparse"))
  }
  t.module(
    "nn.EmbeddingBag(num_embeddings, embedding_dim, max_norm, norm_type, scale_grad_by_freq, mode, sparse, _weight, include_last_offset, padding_idx)",
    forward: "forward(input, offsets, per_sample_weights)"
  ) {
    EmbeddingBag(
      $0.int("num_embeddings"), $0.int("embedding_dim"), maxNorm: $0.optionalDouble("max_norm"), normType: $0.double("norm_type", 2),
      scaleGradByFreq: $0.bool("scale_grad_by_freq"), mode: $0.choice("mode", ["sum": .sum, "mean": .mean, "max": .max]) ?? .mean,
      sparse: $0.bool("sparse"), includeLastOffset: $0.bool("include_last_offset"), paddingIdx: $0.optionalInt("padding_idx"))
  } run: { $0($1.x, $1.optionalTensor("offsets"), perSampleWeights: $1.optionalTensor("per_sample_weights")) }
}
