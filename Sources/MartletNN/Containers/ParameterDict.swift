import MartletCore

/// Parameters by name, in the order in which they were added. A tensor that is not yet a parameter becomes one.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ParameterDict.html)
public final class ParameterDict: Module, Swift.Sequence {
  public init(_ parameters: KeyValuePairs<String, Tensor> = [:]) {
    super.init()
    update(parameters)
  }

  public var count: Int { ownState().count }
  public var keys: [String] { ownState().map(\.name) }
  public var values: [Tensor] { ownState().map { $0.box.tensor! } }
  public func contains(_ name: String) -> Bool { keys.contains(name) }
  public func makeIterator() -> IndexingIterator<[(name: String, tensor: Tensor)]> {
    ownState().map { ($0.name, $0.box.tensor!) }.makeIterator()
  }

  /// The parameter of this name. Stops when there is none; assigning adds or replaces.
  public subscript(_ name: String) -> Tensor {
    get { getParameter(name) }
    set { registerParameter(name, newValue) }
  }

  /// Adds or replaces several.
  public func update(_ parameters: KeyValuePairs<String, Tensor>) { for (name, p) in parameters { self[name] = p } }
  /// Takes the parameter of this name out and returns it. Stops when there is none.
  @discardableResult
  public func pop(_ name: String) -> Tensor {
    let p = self[name]
    unregister(name)
    return p
  }

  /// PyTorch names a dictionary's parameters by their tensor types, unlike a list's.
  public override var extraRepr: String {
    let types: [DType: String] = [
      .float32: "Float", .float64: "Double", .float16: "Half", .bfloat16: "BFloat16", .int64: "Long", .int32: "Int", .int16: "Short",
      .int8: "Char", .uint8: "Byte", .bool: "Bool",
    ]
    return self.map { "  (\($0.name)): Parameter containing: [torch.\(types[$0.tensor.dtype]!)Tensor of size \(sizes($0.tensor))]" }
      .joined(separator: "\n")
  }
}
