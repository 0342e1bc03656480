import MartletCore

/// What `summary` finds of a network: prints as torchkeras' table.
public struct ModuleSummary: CustomStringConvertible {
  /// A layer's call.
  public struct Row {
    /// The class, with the number of the row: `Conv2d-1`.
    public let name: String
    /// How deep in the tree the layer stands; the network's children have depth 1.
    public let depth: Int
    /// The shape of its (first) output, with −1 for the batch.
    public let outputShape: [Int]
    /// How many parameters it has, trainable or not.
    public let parameters: Int
  }

  /// The layers in the order in which they ran.
  public let rows: [Row]
  /// Parameters of the whole network, each shared one once.
  public let totalParameters: Int
  public let trainableParameters: Int
  public var nonTrainableParameters: Int { totalParameters - trainableParameters }
  /// MiB of the inputs.
  public let inputSize: Double
  /// MiB of all outputs of layers and of their gradients, as torchkeras estimates it: 4 bytes a number, one sample.
  public let forwardBackwardSize: Double
  /// MiB of the parameters.
  public let parametersSize: Double
  public var totalSize: Double { inputSize + forwardBackwardSize + parametersSize }
  /// Multiply-adds of matrix products, convolutions and attention in the forward pass.
  public let flops: Int

  public var description: String {
    let thin = String(repeating: "-", count: 74), thick = String(repeating: "=", count: 74)
    func line(_ a: String, _ b: String, _ c: String) -> String { padded(a, 30, left: true) + "  " + padded(b, 20) + " " + padded(c, 20) }
    var lines = [thin, line("Layer (type)", "Output Shape", "Param #"), thick]
    for r in rows {
      lines.append(line(String(repeating: " ", count: 2 * (r.depth - 1)) + r.name, "\(r.outputShape)", grouped(r.parameters)))
    }
    lines += [
      thick, "Total params: \(grouped(totalParameters))", "Trainable params: \(grouped(trainableParameters))",
      "Non-trainable params: \(grouped(nonTrainableParameters))", thin, "Input size (MB): \(mega(inputSize))",
      "Forward/backward pass size (MB): \(mega(forwardBackwardSize))", "Params size (MB): \(mega(parametersSize))",
      "Estimated Total Size (MB): \(mega(totalSize))", "FLOPs (multiply-adds): \(grouped(flops))", thin,
    ]
    return lines.joined(separator: "\n")
  }

  private func padded(_ s: String, _ width: Int, left: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - s.count))
    return left ? s + space : space + s
  }

  private func grouped(_ n: Int) -> String {
    var out = ""
    for (i, c) in String(n).reversed().enumerated() {
      if i > 0 && i % 3 == 0 { out.append(",") }
      out.append(c)
    }
    return String(out.reversed())
  }

  /// Six decimals, as C's %.6f.
  private func mega(_ x: Double) -> String {
    let millionths = Int((x * 1e6).rounded(.toNearestOrEven))
    let digits = String(millionths % 1_000_000)
    return "\(millionths / 1_000_000)." + String(repeating: "0", count: 6 - digits.count) + digits
  }
}

/// Runs a network once, without gradients, and tells of each layer its output's shape and parameters, of the whole its size and work.
///
/// Prints torchkeras' table unless `verbose` is false, and returns it. Layers are the modules without submodules, and attention; a module that
/// defines `callAsFunction` is seen when it goes through `withHooks`. (https://github.com/lyhue1991/torchkeras)
@discardableResult
public func summary(_ net: any Layer, input: Tensor, verbose: Bool = true) -> ModuleSummary {
  summary(net, inputs: [input], verbose: verbose) { _ = net($0[0]) }
}

/// The same for a network of several inputs: `summary(net, inputs: [q, k]) { net($0[0], $0[1]) }`.
@discardableResult
public func summary<R>(_ net: Module, inputs: [Tensor], verbose: Bool = true, _ forward: ([Tensor]) -> R) -> ModuleSummary {
  var rows: [ModuleSummary.Row] = []
  var outputs = 0
  var handles: [RemovableHandle] = []
  for (path, module) in net.namedModules() where module.submodules().isEmpty || module.reprName == "MultiheadAttention" {
    let depth = path.isEmpty ? 1 : path.split(separator: ".").count
    handles.append(
      module.registerForwardHookMany { m, _, y in
        guard let first = y.first else { return nil }
        let sizes = Array(first.shape.dropFirst())
        outputs += sizes.reduce(1, *)
        rows.append(
          ModuleSummary.Row(
            name: "\(m.reprName)-\(rows.count + 1)", depth: depth, outputShape: [-1] + sizes,
            parameters: m.parameters().reduce(0) { $0 + $1.numel }))
        return nil
      })
  }
  let (_, flops) = countFlops { noGrad { forward(inputs) } }
  for h in handles { h.remove() }

  let parameters = net.parameters()
  let total = parameters.reduce(0) { $0 + $1.numel }
  let mega = 1024.0 * 1024
  let result = ModuleSummary(
    rows: rows, totalParameters: total, trainableParameters: parameters.reduce(0) { $0 + ($1.requiresGrad ? $1.numel : 0) },
    inputSize: Double(inputs.reduce(0) { $0 + $1.numel * $1.dtype.itemSize }) / mega,
    forwardBackwardSize: 2 * 4 * Double(outputs) / mega, parametersSize: 4 * Double(total) / mega, flops: flops)
  if verbose { print(result) }
  return result
}
