import MartletCore

/// A layer that can find what it maps to a given tensor; `Parametrize` needs it to assign to a parametrised parameter.
public protocol InvertibleLayer: Layer {
  /// Some x with `forward(x)` equal (or as near as possible) to `y`.
  func rightInverse(_ y: Tensor) -> Tensor
}

/// Parameters that are computed from others whenever they are read: `layer.weight` gives `parametrization(original)`, and the original is
/// what is trained, as `parametrizations.weight.original`. (`torch.nn.utils.parametrize`)
///
/// ```swift
/// final class Symmetric: Module, Layer {
///   func forward(_ x: Tensor) -> Tensor { x.triu() + x.triu(1).t() }
/// }
/// Parametrize.registerParametrization(linear, "weight", Symmetric())
/// ```
public enum Parametrize {
  /// Puts `parametrization` between the parameter `name` and its readers, after those that are there already.
  ///
  /// Stops when there is no such parameter, or (unless `unsafe`) when the parametrisation changes its shape or dtype.
  @discardableResult
  public static func registerParametrization<M: Module>(
    _ module: M, _ name: String, _ parametrization: any Layer, unsafe: Bool = false
  ) -> M {
    let box = module.parameterBox(name, "registerParametrization")
    let before = noGrad { box.source?.value() ?? box.tensor! }
    parametrization.train(module.isTraining)
    if !unsafe {
      let after = noGrad { parametrization(before) }
      require(
        after.shape == before.shape && after.dtype == before.dtype, "registerParametrization",
        "\(parametrization.reprName) makes \(after.dtype) \(after.shape) of '\(name)', \(before.dtype) \(before.shape); pass unsafe: true to allow it"
      )
    }
    if let list = box.source as? ParametrizationList {
      list.append(parametrization)
    } else {
      let original = box.tensor!
      if let inverse = parametrization as? any InvertibleLayer { original.data = noGrad { inverse.rightInverse(before).detach().clone() } }
      install(ParametrizationList([original], [parametrization]), module, name, box)
    }
    return module
  }

  /// Takes all parametrisations of a parameter away; its value stays what it was computed to be, or becomes the original's.
  @discardableResult
  public static func removeParametrizations<M: Module>(_ module: M, _ name: String, leaveParametrized: Bool = true) -> M {
    let box = module.parameterBox(name, "removeParametrizations")
    guard let list = box.source as? ParametrizationList, let table = module.parametrizationTable else {
      fail("removeParametrizations", "'\(name)' of \(module.reprName) is not parametrised")
    }
    let parameter: Tensor
    if list.originals.count == 1 {
      parameter = list.originals[0]
      if leaveParametrized { parameter.data = noGrad { list.value().clone() } }
    } else {
      require(leaveParametrized, "removeParametrizations", "'\(name)' is made of \(list.originals.count) tensors, none of which can stand for it")
      parameter = list.value().asParameter(requiresGrad: list.originals[0].requiresGrad)
    }
    box.source = nil
    box.tensor = parameter
    table.lists.removeAll { $0.name == name }
    if table.lists.isEmpty { module.unregister("parametrizations") }
    return module
  }

  /// Whether a parameter, or (without a name) any parameter of this module itself, is parametrised.
  public static func isParametrized(_ module: Module, _ name: String? = nil) -> Bool {
    guard let table = module.parametrizationTable else { return false }
    return name == nil || table.lists.contains { $0.name == name }
  }

  static func install(_ list: ParametrizationList, _ module: Module, _ name: String, _ box: any ParameterBox) {
    require(box.source == nil, "parametrization", "'\(name)' of \(module.reprName) is already computed from other tensors")
    box.tensor = nil
    box.source = list
    list.train(module.isTraining)
    let table = module.parametrizationTable ?? ParametrizationTable()
    table.lists.append((name, list))
    module.registerModule("parametrizations", table)
  }
}

/// A parametrisation that makes its tensor of several.
protocol ManyToOne: Module {
  func forward(_ originals: [Tensor]) -> Tensor
  func rightInverse(_ value: Tensor) -> [Tensor]
}

/// The parametrisations of one parameter, and the tensors that it is computed from: `original`, or `original0`, `original1`, …
final class ParametrizationList: Module, TensorSource {
  private var maps: [Module]

  init(_ originals: [Tensor], _ maps: [Module]) {
    self.maps = maps
    super.init()
    for (i, t) in originals.enumerated() { registerParameter(originals.count == 1 ? "original" : "original\(i)", t) }
  }

  var originals: [Tensor] { ownState().map { $0.box.tensor! } }
  func append(_ map: any Layer) { maps.append(map) }
  override func namedChildren() -> [(name: String, module: Module)] { maps.enumerated().map { ("\($0)", $1) } }

  func value() -> Tensor {
    let first = (maps[0] as? any ManyToOne)?.forward(originals)
    return maps.dropFirst(first == nil ? 0 : 1).reduce(first ?? originals[0]) { x, map in (map as! any Layer)(x) }
  }

  func assign(_ tensor: Tensor) {
    noGrad {
      var y = tensor.detach()
      for map in maps.reversed() where !(map is any ManyToOne) {
        guard let inverse = map as? any InvertibleLayer else {
          fail("Parameter", "a tensor cannot be assigned: \(map.reprName) has no rightInverse")
        }
        y = inverse.rightInverse(y)
      }
      let values = (maps[0] as? any ManyToOne)?.rightInverse(y) ?? [y]
      for (original, value) in zip(originals, values) { original.data = value.detach().clone() }
    }
  }
}

/// The lists of a module by parameter.
final class ParametrizationTable: Module {
  var lists: [(name: String, list: ParametrizationList)] = []
  override var reprName: String { "ModuleDict" }
  override func namedChildren() -> [(name: String, module: Module)] { lists.map { ($0.name, $0.list) } }
}

extension Module {
  var parametrizationTable: ParametrizationTable? {
    registered?.modules.lazy.compactMap { $0.module as? ParametrizationTable }.first
  }

  /// Every parameter's box with its name, also those whose value is computed.
  func ownParameterBoxes() -> [(name: String, box: any ParameterBox)] {
    (declaredState() + (registered?.state ?? [])).compactMap { state in (state.box as? any ParameterBox).map { (state.name, $0) } }
  }

  /// The parameter of this name, whether it holds its value or computes it. Stops when there is none.
  func parameterBox(_ name: String, _ op: String) -> any ParameterBox {
    guard let found = ownParameterBoxes().first(where: { $0.name == name && ($0.box.tensor != nil || $0.box.source != nil) }) else {
      fail(op, "\(reprName) has no parameter '\(name)', only \(ownState().filter { $0.box.isParameter }.map(\.name))")
    }
    return found.box
  }
}

extension Tensor {
  /// A parameter with these values in memory of its own.
  func asParameter(requiresGrad: Bool = true) -> Tensor {
    let p = detach().clone()
    p.isParameter = true
    return p.requiresGrad_(requiresGrad)
  }
}
