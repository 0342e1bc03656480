import MartletCore

/// Parameters in a list: they are found as `0`, `1`, … A tensor that is not yet a parameter becomes one.
/// (https://pytorch.org/docs/stable/generated/torch.nn.ParameterList.html)
public final class ParameterList: Module, Swift.Sequence {
  public init(_ parameters: [Tensor] = []) {
    super.init()
    extend(parameters)
  }

  public var count: Int { ownState().count }
  public func makeIterator() -> IndexingIterator<[Tensor]> { ownState().map { $0.box.tensor! }.makeIterator() }

  /// Adds a parameter at the end and returns the list.
  @discardableResult
  public func append(_ parameter: Tensor) -> Self {
    registerParameter("\(count)", parameter)
    return self
  }
  /// Adds parameters at the end.
  @discardableResult
  public func extend(_ more: some Swift.Sequence<Tensor>) -> Self {
    for p in more { append(p) }
    return self
  }

  /// Parameter `i`; negative counts from the end.
  public subscript(_ i: Int) -> Tensor {
    get { ownState()[position(i, count, "ParameterList")].box.tensor! }
    set { registerParameter("\(position(i, count, "ParameterList"))", newValue) }
  }

  /// PyTorch indents the rows by two more than those of modules.
  public override var extraRepr: String {
    ownState().map { name, box in
      let t = box.tensor!
      return "  (\(name)): Parameter containing: [torch.\(t.dtype) of size \(sizes(t))]"
    }.joined(separator: "\n")
  }
}

/// `2x3`, as parameter containers print a shape.
func sizes(_ t: Tensor) -> String { t.shape.map(String.init).joined(separator: "x") }
