import MartletCore

/// A layer that learns the size of its input from the first input, or from a state dict that is loaded into it.
///
/// Until then that size is 0, and so is a dim of every tensor that depends on it. The tensors themselves stay the same objects when they get
/// their shapes: an uninitialised module can be moved, converted, frozen and given to an optimiser. Draws that initialise the
/// parameters come from the default generator at that moment. (https://pytorch.org/docs/stable/generated/torch.nn.modules.lazy.LazyModuleMixin.html)
public protocol LazyModule: Module {
  /// Whether the size is known.
  var isInitialized: Bool { get }
  /// Gives the parameters and buffers their shapes and first values.
  func initialize(inputSize: Int)
  /// The size that an input asks for. Stops when its shape does not fit the layer.
  func inputSize(of x: Tensor) -> Int
  /// The size that recorded tensors of this layer have, `named` by their names within it; nil when they do not tell.
  func inputSize(named: (String) -> Tensor?) -> Int?
}

extension LazyModule {
  /// Initialises the module by its first input; what `forward` begins with.
  public func prepare(for x: Tensor) { if !isInitialized { initialize(inputSize: inputSize(of: x)) } }
}

extension Module {
  /// Gives the lazy modules below the sizes of the tensors that are about to be loaded into them.
  func initializeLazyModules(from state: [String: Tensor]) {
    for (path, module) in namedModules() {
      guard let lazy = module as? any LazyModule, !lazy.isInitialized else { continue }
      let prefix = path.isEmpty ? "" : path + "."
      if let size = lazy.inputSize(named: { state[prefix + $0] }), size > 0 { lazy.initialize(inputSize: size) }
    }
  }
}

extension Tensor {
  /// Takes another shape and loses its values; it stays the same parameter for whoever holds it.
  func materialize(_ shape: [Int]) { data = Tensor.empty(shape, dtype: dtype, device: device) }
}
