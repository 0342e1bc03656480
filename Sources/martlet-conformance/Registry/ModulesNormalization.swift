import Martlet

/// Normalisations.
func addNormalizationModules(_ t: inout ModuleTable) {
  let settings = "(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)"
  t.layer("nn.BatchNorm1d" + settings) { batchNorm($0, BatchNorm1d.init) }
  t.layer("nn.BatchNorm2d" + settings) { batchNorm($0, BatchNorm2d.init) }
  t.layer("nn.BatchNorm3d" + settings) { batchNorm($0, BatchNorm3d.init) }
  t.layer("nn.InstanceNorm1d" + settings) { instanceNorm($0, InstanceNorm1d.init) }
  t.layer("nn.InstanceNorm2d" + settings) { instanceNorm($0, InstanceNorm2d.init) }
  t.layer("nn.InstanceNorm3d" + settings) { instanceNorm($0, InstanceNorm3d.init) }
  t.layer("nn.LayerNorm(normalized_shape, eps, elementwise_affine, bias)") {
    LayerNorm(
      $0.ints("normalized_shape"), eps: $0.double("eps", 1e-5), elementwiseAffine: $0.bool("elementwise_affine", true),
      bias: $0.bool("bias", true))
  }
  t.layer("nn.RMSNorm(normalized_shape, eps, elementwise_affine)") {
    RMSNorm($0.ints("normalized_shape"), eps: $0.optionalDouble("eps"), elementwiseAffine: $0.bool("elementwise_affine", true))
  }
  t.layer("nn.GroupNorm(num_groups, num_channels, eps, affine, device, dtype, bias)") {
    GroupNorm(
      $0.int("num_groups"), $0.int("num_channels"), eps: $0.double("eps", 1e-5), affine: $0.bool("affine", true),
      bias: $0.bool("bias", true))
  }
  t.layer("nn.LocalResponseNorm(size, alpha, beta, k)") {
    LocalResponseNorm($0.int("size"), alpha: $0.double("alpha", 1e-4), beta: $0.double("beta", 0.75), k: $0.double("k", 1))
  }
}

private func batchNorm<M>(_ a: Call, _ make: (Int, Double, Double?, Bool, Bool, Bool, DType?, Device) -> M) -> M {
  let momentum = a.has("momentum") ? a.optionalDouble("momentum") : 0.1
  return make(
    a.int("num_features"), a.double("eps", 1e-5), momentum, a.bool("affine", true), a.bool("track_running_stats", true),
    a.bool("bias", true), nil, .cpu)
}

private func instanceNorm<M>(_ a: Call, _ make: (Int, Double, Double, Bool, Bool, Bool, DType?, Device) -> M) -> M {
  make(
    a.int("num_features"), a.double("eps", 1e-5), a.double("momentum", 0.1), a.bool("affine"), a.bool("track_running_stats"),
    a.bool("bias", true), nil, .cpu)
}
