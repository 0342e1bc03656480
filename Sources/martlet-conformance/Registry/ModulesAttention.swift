import Martlet

/// Attention and transformers. Their layers share most of their arguments.
func addAttentionModules(_ t: inout ModuleTable) {
  t.module(
    "nn.MultiheadAttention(embed_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim, batch_first)",
    forward: "forward(query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights, is_causal)"
  ) {
    MultiheadAttention(
      $0.int("embed_dim"), $0.int("num_heads"), dropout: $0.double("dropout", 0), bias: $0.bool("bias", true), addBiasKV: $0.bool("add_bias_kv"),
      addZeroAttn: $0.bool("add_zero_attn"), kdim: $0.optionalInt("kdim"), vdim: $0.optionalInt("vdim"), batchFirst: $0.bool("batch_first"))
  } run: { attention, a in
    let (out, weights) = attention(
      a.tensor("query"), a.tensor("key"), a.tensor("value"), attnMask: a.optionalTensor("attn_mask"),
      keyPaddingMask: a.optionalTensor("key_padding_mask"), needWeights: a.bool("need_weights", true),
      averageAttnWeights: a.bool("average_attn_weights", true), isCausal: a.bool("is_causal"))
    return [Optional(out), weights]
  }

  let layer = "d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias"
  t.module("nn.TransformerEncoderLayer(\(layer))", forward: "forward(src, src_mask, src_key_padding_mask, is_causal)") {
    TransformerEncoderLayer(
      $0.int("d_model"), $0.int("nhead"), dimFeedforward: $0.int("dim_feedforward", 2048), dropout: $0.double("dropout", 0.1), activation: activation($0),
      layerNormEps: $0.double("layer_norm_eps", 1e-5), batchFirst: $0.bool("batch_first"), normFirst: $0.bool("norm_first"), bias: $0.bool("bias", true))
  } run: {
    $0(
      $1.tensor("src"), srcMask: $1.optionalTensor("src_mask"), srcKeyPaddingMask: $1.optionalTensor("src_key_padding_mask"),
      isCausal: $1.bool("is_causal"))
  }
  t.module(
    "nn.TransformerDecoderLayer(\(layer))",
    forward:
      "forward(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, tgt_is_causal, memory_is_causal)"
  ) {
    TransformerDecoderLayer(
      $0.int("d_model"), $0.int("nhead"), dimFeedforward: $0.int("dim_feedforward", 2048), dropout: $0.double("dropout", 0.1), activation: activation($0),
      layerNormEps: $0.double("layer_norm_eps", 1e-5), batchFirst: $0.bool("batch_first"), normFirst: $0.bool("norm_first"), bias: $0.bool("bias", true))
  } run: {
    $0(
      $1.tensor("tgt"), $1.tensor("memory"), tgtMask: $1.optionalTensor("tgt_mask"), memoryMask: $1.optionalTensor("memory_mask"),
      tgtKeyPaddingMask: $1.optionalTensor("tgt_key_padding_mask"), memoryKeyPaddingMask: $1.optionalTensor("memory_key_padding_mask"),
      tgtIsCausal: $1.bool("tgt_is_causal"), memoryIsCausal: $1.bool("memory_is_causal"))
  }

  t.module(
    "nn.TransformerEncoder(encoder_layer, num_layers, norm, enable_nested_tensor)", forward: "forward(src, mask, src_key_padding_mask, is_causal)"
  ) { (a: Call) -> TransformerEncoder in
    _ = a.bool("enable_nested_tensor", true)  // a hint for speed
    return TransformerEncoder(
      a.nested("encoder_layer", as: TransformerEncoderLayer.self)!, numLayers: a.int("num_layers"), norm: a.nested("norm", as: LayerNorm.self))
  } run: {
    $0(
      $1.tensor("src"), srcMask: $1.optionalTensor("mask"), srcKeyPaddingMask: $1.optionalTensor("src_key_padding_mask"),
      isCausal: $1.has("is_causal") ? $1.bool("is_causal") : nil)
  }
  t.module(
    "nn.TransformerDecoder(decoder_layer, num_layers, norm)",
    forward:
      "forward(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, tgt_is_causal, memory_is_causal)"
  ) {
    TransformerDecoder(
      $0.nested("decoder_layer", as: TransformerDecoderLayer.self)!, numLayers: $0.int("num_layers"), norm: $0.nested("norm", as: LayerNorm.self))
  } run: {
    $0(
      $1.tensor("tgt"), $1.tensor("memory"), tgtMask: $1.optionalTensor("tgt_mask"), memoryMask: $1.optionalTensor("memory_mask"),
      tgtKeyPaddingMask: $1.optionalTensor("tgt_key_padding_mask"), memoryKeyPaddingMask: $1.optionalTensor("memory_key_padding_mask"),
      tgtIsCausal: $1.has("tgt_is_causal") ? $1.bool("tgt_is_causal") : nil, memoryIsCausal: $1.bool("memory_is_causal"))
  }
  t.module(
    "nn.Transformer(d_model, nhead, num_encoder_layers, num_decoder_layers, dim_feedforward, dropout, activation, custom_encoder, custom_decoder, layer_norm_eps, batch_first, norm_first, bias)",
    forward:
      "forward(src, tgt, src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask)"
  ) {
    Transformer(
      $0.int("d_model", 512), $0.int("nhead", 8), numEncoderLayers: $0.int("num_encoder_layers", 6), numDecoderLayers: $0.int("num_decoder_layers", 6),
      dimFeedforward: $0.int("dim_feedforward", 2048), dropout: $0.double("dropout", 0.1), activation: activation($0),
      layerNormEps: $0.double("layer_norm_eps", 1e-5), batchFirst: $0.bool("batch_first"), normFirst: $0.bool("norm_first"), bias: $0.bool("bias", true))
  } run: {
    $0(
      $1.tensor("src"), $1.tensor("tgt"), srcMask: $1.optionalTensor("src_mask"), tgtMask: $1.optionalTensor("tgt_mask"),
      memoryMask: $1.optionalTensor("memory_mask"), srcKeyPaddingMask: $1.optionalTensor("src_key_padding_mask"),
      tgtKeyPaddingMask: $1.optionalTensor("tgt_key_padding_mask"), memoryKeyPaddingMask: $1.optionalTensor("memory_key_padding_mask"))
  }
}

private func activation(_ a: Call) -> TransformerActivation {
  if case .callable("nn.functional.gelu")? = a["activation"] { return .function { F.gelu($0) } }
  return a.choice("activation", ["relu": .relu, "gelu": .gelu]) ?? .relu
}

extension Call {
  /// A nested module of a given class; nil when absent.
  fileprivate func nested<M: Module>(_ name: String, as type: M.Type) -> M? {
    self[name].map { arg in
      guard case .module(let description) = arg, let module = ModuleLine.build(description, pool).module as? M else {
        notWritable("\(name): \(arg.kind) is no \(type)")
      }
      return module
    }
  }
}
