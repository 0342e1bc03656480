import MartletCore

/// Computes the running statistics of a model's batch norms anew, as plain means over all batches.
///
/// What averaged weights need before they are evaluated: the statistics that were copied belong to other weights.
/// (https://pytorch.org/docs/stable/optim.html#torch.optim.swa_utils.update_bn)
public func updateBN(_ loader: some Sequence<Tensor>, _ model: some Layer, device: Device? = nil) {
  let norms = model.modules().compactMap { $0 as? BatchNormNd }
  if norms.isEmpty { return }
  let momenta = norms.map(\.momentum), wasTraining = model.isTraining
  model.train()
  for n in norms {
    n.resetRunningStats()
    n.momentum = nil
  }
  noGrad { for x in loader { _ = model(device.map { x.to($0) } ?? x) } }
  for (n, momentum) in zip(norms, momenta) { n.momentum = momentum }
  model.train(wasTraining)
}

/// The same with batches of inputs and targets.
public func updateBN(_ loader: some Sequence<(Tensor, Tensor)>, _ model: some Layer, device: Device? = nil) {
  updateBN(loader.lazy.map { $0.0 }, model, device: device)
}
