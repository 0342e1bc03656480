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
    let createGraph = GradMode.isEnabled
    // With a history of one step, where this backward pass stops; a second derivative goes on from there.
    let again = Tensor(alias: input())
    if node.needs(0) { enableGrad { _ = again.record("checkpoint_input", input()) { $0 } } }
    let after = currentGenerator().state()
    currentGenerator().setState(before)
    let output = enableGrad { block(again) }
    currentGenerator().setState(after)
    return [output.requiresGrad ? output.backward(gradient: g, upTo: again, createGraph: createGraph) : nil]
  }
  return result
}

extension Tensor {
  /// `backward()` that does not go beyond `end`, whose gradient it returns.
  fileprivate func backward(gradient: Tensor, upTo end: Tensor, createGraph: Bool) -> Tensor? {
    var inside: [ObjectIdentifier: Node] = [:], stack = [gradFn].compactMap { $0 }
    while let n = stack.popLast() {
      if n === end.gradFn || inside.updateValue(n, forKey: ObjectIdentifier(n)) != nil { continue }
      n.forEachEdge { if let next = $0.node { stack.append(next) } }
    }
    var found: Tensor?
    let engine = Engine(createGraph: createGraph, retainGraph: createGraph)
    GradMode.$isEnabled.withValue(createGraph) {
      engine.send(gradient, to: Edge(self), from: nil)
      engine.run(needed: Set(inside.keys)) { node, gradients in
        if node === end.gradFn { found = gradients[0] }
      }
      engine.accumulateLeaves()
    }
    return found
  }
}
