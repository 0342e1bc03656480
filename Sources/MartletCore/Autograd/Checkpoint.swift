/// `block(x)` whose intermediate results are computed again in the backward pass instead of being kept: memory for time.
///
/// Parameters inside the block receive their gradients in `grad`, during `backward()`. Random numbers drawn from the default generator are the
/// same both times. (https://arxiv.org/abs/1604.06174)
public func checkpoint(_ block: @escaping (Tensor) -> Tensor, _ x: Tensor) -> Tensor {
  if !GradMode.isEnabled { return block(x) }
  let before = currentGenerator().state()
  let y = noGrad { block(x) }
  let input = Saved(x)
  let result = y === x ? Tensor(alias: y) : y
  result.record("checkpoint", [x], saving: [input]) { g, node in
    let again = input().detach()
    if node.needs(0) { again.requiresGrad_() }
    let after = currentGenerator().state()
    currentGenerator().setState(before)
    let output = enableGrad { block(again) }
    currentGenerator().setState(after)
    if output.requiresGrad { output.backward(gradient: g) }
    return [again.grad]
  }
  return result
}
