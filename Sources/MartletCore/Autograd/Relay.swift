/// The tensors as they are, recorded as the outputs of one step, so that `rule` sees their gradients all at once on the way back and may
/// replace them. Tensors that require no gradient pass by; theirs is nil.
package func relay(_ tensors: [Tensor], _ rule: @escaping ([Tensor?]) -> [Tensor?]) -> [Tensor] {
  let tracked = tensors.indices.filter { tracks(tensors[$0]) }
  if tracked.isEmpty { return tensors }
  let count = tensors.count
  var outputs = tensors
  for i in tracked { outputs[i] = Tensor(alias: tensors[i]) }
  recordAll("relay", tracked.map { outputs[$0] }, tracked.map { tensors[$0] }) { gradients, _ in
    var all = [Tensor?](repeating: nil, count: count)
    for (i, g) in zip(tracked, gradients) { all[i] = g }
    let sent = rule(all)
    return tracked.map { sent[$0] }
  }
  return outputs
}
