import MartletCore

/// Limited-memory BFGS: steps along `−H g`, where the inverse Hessian H is built from the last changes of parameters and gradients.
///
/// A step runs up to `maxIter` iterations and evaluates the closure again and again, so it needs one: `opt.step { … }`. Without a line search an
/// iteration moves by lr; `.strongWolfe` searches for a step that satisfies the strong Wolfe conditions.
/// State (of the first parameter): `func_evals`, `n_iter`, `d`, `t`, `old_dirs`, `old_stps`, `ro`, `H_diag`, `prev_flat_grad`, `prev_loss`.
/// Stops on more than one group, on a negative lr, and when stepped without a closure.
/// (https://pytorch.org/docs/stable/generated/torch.optim.LBFGS.html; Nocedal and Wright, algorithm 7.4)
public final class LBFGS: Optimizer {
  public enum LineSearch: String, Sendable {
    case strongWolfe = "strong_wolfe"
  }

  /// - Parameter maxEval: how often a step may evaluate the closure; 5/4 of `maxIter` unless given.
  public init<P: Optimizable>(
    _ params: [P], lr: Double = 1, maxIter: Int = 20, maxEval: Int? = nil, toleranceGrad: Double = 1e-7, toleranceChange: Double = 1e-9,
    historySize: Int = 100, lineSearchFn: LineSearch? = nil, maximize: Bool = false
  ) {
    Self.requireNonNegative(["lr": lr])
    super.init(params, defaults: [
      "lr": lr, "max_iter": maxIter, "max_eval": maxEval ?? maxIter * 5 / 4, "tolerance_grad": toleranceGrad,
      "tolerance_change": toleranceChange, "history_size": historySize, "line_search_fn": lineSearchFn?.rawValue, "maximize": maximize,
    ])
  }

  public override func addParamGroup(_ group: ParamGroup) {
    require(paramGroups.isEmpty, "LBFGS", "takes all parameters as one group")
    super.addParamGroup(group)
  }

  public override func accepts(_ shape: [Int], asState name: String, of p: Tensor) -> Bool {
    shape.isEmpty || shape == [params.reduce(0) { $0 + $1.numel }]
  }

  private var params: [Tensor] { paramGroups[0].params }

  public override func update(_ closure: (() -> Tensor)?) -> Tensor? {
    guard let closure else { fail("LBFGS", "a step needs a closure that computes the loss and its gradients: opt.step { … }") }
    return noGrad {
      var history = History(state(of: params[0]))
      let loss = iterate(&history) { enableGrad(closure) }
      history.save(to: state(of: params[0]))
      return loss
    }
  }

  private func iterate(_ h: inout History, _ closure: @escaping () -> Tensor) -> Tensor {
    let group = paramGroups[0], lr = group.lr, maxIter = group.int("max_iter"), maxEval = group.int("max_eval")
    let toleranceGrad = group.number("tolerance_grad"), toleranceChange = group.number("tolerance_change")
    let sign: Double = group.flag("maximize") ? -1 : 1
    func isOptimal(_ gradient: Tensor) -> Bool { gradient.abs().max().item() <= toleranceGrad }

    let first = closure()
    var loss = sign * first.item(), gradient = flatGradient(sign)
    var evaluations = 1
    h.evaluations += 1
    if isOptimal(gradient) { return first }

    for iteration in 1...Swift.max(1, maxIter) {
      h.iterations += 1
      let d = h.direction(gradient, limit: group.int("history_size"))
      let previousLoss = loss
      h.remember(gradient, loss)
      h.t = h.iterations == 1 ? Swift.min(1, 1 / gradient.abs().sum().item()) * lr : lr
      let slope = gradient.dot(d).item()
      if slope > -toleranceChange { break }

      var used = 0
      if usesLineSearch(group) {
        let origin = params.map { $0.clone() }
        let size = d.abs().max().item()
        let search = StrongWolfe(
          start: LinePoint(t: 0, loss: loss, gradient: gradient, slope: slope), directionSize: size, tolerance: toleranceChange,
          maxIterations: maxEval - evaluations
        ) { t in
          self.move(t, d)
          let f = sign * closure().item(), g = self.flatGradient(sign)
          for (p, o) in zip(self.params, origin) { p.copy_(o) }
          return LinePoint(t: t, loss: f, gradient: g, slope: g.dot(d).item())
        }
        let (found, count) = search.search(from: h.t)
        (loss, gradient, h.t, used) = (found.loss, found.gradient, found.t, count)
        move(h.t, d)
      } else {
        move(h.t, d)
        if iteration < maxIter {
          loss = sign * closure().item()
          gradient = flatGradient(sign)
          used = 1
        }
      }
      evaluations += used
      h.evaluations += used
      if iteration >= maxIter || evaluations >= maxEval || isOptimal(gradient) { break }
      if (d * h.t).abs().max().item() <= toleranceChange || Swift.abs(loss - previousLoss) < toleranceChange { break }
    }
    return first
  }

  private func usesLineSearch(_ group: ParamGroup) -> Bool {
    guard let name = try? group["line_search_fn"]?.string else { return false }
    require(LineSearch(rawValue: name) != nil, "LBFGS", "the only line search is strong_wolfe, got '\(name)'")
    return true
  }

  /// All gradients end to end; zeros where there is none.
  private func flatGradient(_ sign: Double) -> Tensor {
    let flat = Tensor.cat(params.map { p in (p.grad?.detach() ?? Tensor.zerosLike(p.detach())).reshape(-1) })
    return sign < 0 ? -flat : flat
  }

  /// `θ ← θ + t d`
  private func move(_ t: Double, _ d: Tensor) {
    var offset = 0
    for p in params {
      p.add_(d.narrow(dim: 0, start: offset, length: p.numel).view(p.shape), alpha: t)
      offset += p.numel
    }
  }
}

/// What LBFGS remembers from one step to the next.
private struct History {
  var evaluations = 0, iterations = 0
  var t = 0.0
  private var d: Tensor?
  /// The last changes of the gradient (y) and of the parameters (s), and 1 / (y · s).
  private var changes: [(y: Tensor, s: Tensor, ro: Tensor)] = []
  /// The scale of the initial inverse Hessian: `y · s / y · y`.
  private var scale: Tensor?
  private var gradient: Tensor?
  private var loss = 0.0

  init(_ state: ParameterState) {
    func tensors(_ name: String) -> [Tensor] { (try? state[name]?.tensors) ?? [] }
    func tensor(_ name: String) -> Tensor? { try? state[name]?.tensor }
    evaluations = (try? state["func_evals"]?.int) ?? 0
    iterations = (try? state["n_iter"]?.int) ?? 0
    d = tensor("d")
    t = (try? state["t"]?.number) ?? 0
    for (y, (s, ro)) in zip(tensors("old_dirs"), zip(tensors("old_stps"), tensors("ro"))) { changes.append((y, s, ro)) }
    scale = tensor("H_diag")
    gradient = tensor("prev_flat_grad")
    loss = (try? state["prev_loss"]?.number) ?? 0
  }

  func save(to state: ParameterState) {
    state["func_evals"] = evaluations.checkpointValue
    state["n_iter"] = iterations.checkpointValue
    guard let d, let gradient else { return }  // the first closure call was at an optimum already
    state["d"] = d.checkpointValue
    state["t"] = t.checkpointValue
    state["old_dirs"] = changes.map(\.y).checkpointValue
    state["old_stps"] = changes.map(\.s).checkpointValue
    state["ro"] = changes.map(\.ro).checkpointValue
    state["H_diag"] = scale?.checkpointValue ?? 1.checkpointValue
    state["prev_flat_grad"] = gradient.checkpointValue
    state["prev_loss"] = loss.checkpointValue
  }

  mutating func remember(_ gradient: Tensor, _ loss: Double) {
    self.gradient = gradient
    self.loss = loss
  }

  /// `−H g` by the two-loop recursion, after the change since the last iteration has been taken in.
  mutating func direction(_ g: Tensor, limit: Int) -> Tensor {
    guard let last = d, let before = gradient else {
      let down = -g
      d = down
      return down
    }
    let y = g - before, s = last * t
    let ys = y.dot(s)
    if ys.item() > 1e-10 {
      if changes.count == limit { changes.removeFirst() }
      changes.append((y, s, 1 / ys))
      scale = ys / y.dot(y)
    }
    var q = -g
    var alphas: [Double] = []
    for c in changes.reversed() {
      let alpha = (c.s.dot(q) * c.ro).item()
      alphas.append(alpha)
      q.add_(c.y, alpha: -alpha)
    }
    if let scale { q = q * scale }
    for (c, alpha) in zip(changes, alphas.reversed()) {
      let beta = (c.y.dot(q) * c.ro).item()
      q.add_(c.s, alpha: alpha - beta)
    }
    d = q
    return q
  }
}
