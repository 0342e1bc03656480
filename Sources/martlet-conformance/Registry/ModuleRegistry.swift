import Martlet

/// Which Swift class stands for which PyTorch module: **one line a module**, in the file of its family, Modules….swift.
///
///     t.layer("nn.Flatten(start_dim, end_dim)") { Flatten(startDim: $0.int("start_dim", 1), endDim: $0.int("end_dim", -1)) }
///
/// The text is the constructor's signature, as in the registry of ops. `layer` is for modules of one input, `loss` for those of an input and
/// a target; `module` says itself how forward is called.
struct ModuleLine: Sendable {
  let signature: Signature
  let make: @Sendable (Call) -> Module
  /// What can be called: `forward`, and for some modules other methods, by PyTorch's names.
  let methods: [String: Method]

  struct Method: Sendable {
    let signature: Signature
    let run: @Sendable (Module, Call) -> any Outcome
  }

  static let registry: [String: ModuleLine] = {
    var table = ModuleTable()
    addModules(&table)
    addActivationModules(&table)
    addLinearModules(&table)
    addPaddingModules(&table)
    addPoolingModules(&table)
    addShapeModules(&table)
    addConvolutionModules(&table)
    addNormalizationModules(&table)
    addAttentionModules(&table)
    addLossModules(&table)
    addRecurrentModules(&table)
    return table.lines
  }()

  /// Builds the module that a golden file describes, or ends the case as missing.
  static func build(_ description: ModuleArg, _ pool: TensorPool) -> (line: ModuleLine, module: Module) {
    guard let line = registry[description.name] else { Worker.give(.missing) }
    guard let call = Call(line.signature, description.arguments, pool) else {
      Worker.give(.failed("the registry's line for \(description.name) lacks a parameter of the call"))
    }
    let module = line.make(call)
    if !call.unread.isEmpty {
      Worker.give(.failed("\(description.name): Martlet's form has no parameter \(call.unread.joined(separator: ", "))"))
    }
    return (line, module)
  }
}

/// Gathers the lines of the registry of modules.
struct ModuleTable {
  private(set) var lines: [String: ModuleLine] = [:]

  mutating func module<M: Module>(
    _ signature: String, forward: String, _ make: @escaping @Sendable (Call) -> M, run: @escaping @Sendable (M, Call) -> any Outcome
  ) {
    module(signature, make, methods: [forward: run])
  }

  /// A module of which other methods than `forward` can be called: each by its signature.
  mutating func module<M: Module>(
    _ signature: String, _ make: @escaping @Sendable (Call) -> M, methods: [String: @Sendable (M, Call) -> any Outcome]
  ) {
    let methods = methods.map { text, run in ModuleLine.Method(signature: Signature(text), run: { run($0 as! M, $1) }) }
    let line = ModuleLine(
      signature: Signature(signature), make: make, methods: Dictionary(uniqueKeysWithValues: methods.map { ($0.signature.name, $0) }))
    if lines.updateValue(line, forKey: line.signature.name) != nil { fatalError("the registry has two lines for \(line.signature.name)") }
  }

  mutating func layer<M: Layer>(_ signature: String, _ make: @escaping @Sendable (Call) -> M) {
    module(signature, forward: "forward(input)", make) { $0($1.x) }
  }

  mutating func loss<M: Loss>(_ signature: String, _ make: @escaping @Sendable (Call) -> M) {
    module(signature, forward: "forward(input, target)", make) { $0($1.x, $1.y) }
  }
}
