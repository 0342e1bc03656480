/// What `forward` leaves for `backward` in a user's own op.
public final class Context {
  private var kept: [Saved] = []
  /// Whether the gradient of each input is wanted.
  public fileprivate(set) var needsInputGrad: [Bool] = []
  /// Anything else that `backward` needs.
  public var values: [String: Any] = [:]
  fileprivate var outputs: [Tensor] = []
  fileprivate var pending: [Tensor] = []

  /// Keeps tensors (inputs or outputs) for `backward`, where they come back as `saved`.
  public func save(_ tensors: Tensor...) { pending = tensors }

  /// What was saved, in order. Stops when one of them was changed in place since, or was released by an earlier backward pass.
  public var saved: [Tensor] { kept.map { $0() } }

  fileprivate func seal(_ outputs: [Tensor]) -> [Saved] {
    kept = pending.map { t in outputs.firstIndex { $0 === t }.map { Saved(output: t, index: $0) } ?? Saved(t) }
    pending = []
    return kept
  }
}

/// A stateless op with a derivative of its own: conform an enum, and call `MyOp.apply(x)`.
public protocol Function {
  /// Computes the outputs; what is done here is not recorded.
  static func forward(_ ctx: Context, _ inputs: [Tensor]) -> [Tensor]
  /// From the gradients of the outputs to those of the inputs, nil where there is none.
  static func backward(_ ctx: Context, _ gradOutputs: [Tensor]) -> [Tensor?]
}

extension Function {
  /// Runs the op and records its derivative; for an op with one output.
  public static func apply(_ inputs: Tensor...) -> Tensor {
    let y = run(inputs)
    require(y.count == 1, "\(Self.self)", "apply is for one output, but forward gave \(y.count); use applyMany")
    return y[0]
  }

  /// Runs the op and records its derivative; for any number of outputs.
  public static func applyMany(_ inputs: Tensor...) -> [Tensor] { run(inputs) }

  private static func run(_ inputs: [Tensor]) -> [Tensor] {
    let ctx = Context()
    let tracked = tracks(inputs)
    ctx.needsInputGrad = inputs.map { tracked && $0.requiresGrad }
    // An output that is an input as it came must not become its own ancestor.
    let outputs = noGrad { forward(ctx, inputs) }.map { y in inputs.contains { $0 === y } ? Tensor(alias: y) : y }
    if !tracked { return outputs }
    let expected = inputs.map(\.dims)
    let shapes = outputs.map { ($0.dims, $0.dtype, $0.device) }
    let saved = ctx.seal(outputs)
    recordAll("custom_function", outputs, inputs, saving: saved) { g, _ in
      let full = zip(g, shapes).map { $0 ?? Tensor(filled: $1.0, .int(0), $1.1, $1.2) }
      let result = backward(ctx, full)
      require(
        result.count == expected.count, "\(Self.self)", "backward gave \(result.count) gradients for \(expected.count) inputs")
      for (i, r) in result.enumerated() {
        if let r, r.dims != expected[i] {
          fail("\(Self.self)", "backward gave a gradient of shape \(r.dims) for input \(i) of shape \(expected[i])")
        }
      }
      return result
    }
    return outputs
  }
}
