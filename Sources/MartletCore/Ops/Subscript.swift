/// One place in a subscript: an int, a range, a tensor, an array of ints, or one of the names `.all`, `.ellipsis`, `.newAxis`, `.step`.
public protocol TensorIndexing {
  var tensorIndex: TensorIndex { get }
}

/// What a place in a subscript says.
public enum TensorIndex: TensorIndexing {
  case integer(Int)
  case slice(start: Int?, stop: Int?, step: Int)
  case tensor(Tensor)
  case ellipsisDims
  case newDim
  public var tensorIndex: TensorIndex { self }
}

extension TensorIndexing where Self == TensorIndex {
  /// The whole dim.
  public static var all: TensorIndex { .slice(start: nil, stop: nil, step: 1) }
  /// As many whole dims as fit.
  public static var ellipsis: TensorIndex { .ellipsisDims }
  /// A new dim of size 1.
  public static var newAxis: TensorIndex { .newDim }
  /// Python's start:stop:step.
  public static func step(_ start: Int?, _ stop: Int?, _ step: Int) -> TensorIndex {
    .slice(start: start, stop: stop, step: step)
  }
}

extension Int: TensorIndexing { public var tensorIndex: TensorIndex { .integer(self) } }
extension Bool: TensorIndexing { public var tensorIndex: TensorIndex { .tensor(Tensor(self)) } }
extension Tensor: TensorIndexing { public var tensorIndex: TensorIndex { .tensor(self) } }
extension Array: TensorIndexing where Element: TensorLiteral {
  public var tensorIndex: TensorIndex { .tensor(Tensor(self)) }
}
extension Range: TensorIndexing where Bound == Int {
  public var tensorIndex: TensorIndex { .slice(start: lowerBound, stop: upperBound, step: 1) }
}
extension ClosedRange: TensorIndexing where Bound == Int {
  public var tensorIndex: TensorIndex { .slice(start: lowerBound, stop: upperBound == -1 ? nil : upperBound + 1, step: 1) }
}
extension PartialRangeFrom: TensorIndexing where Bound == Int {
  public var tensorIndex: TensorIndex { .slice(start: lowerBound, stop: nil, step: 1) }
}
extension PartialRangeUpTo: TensorIndexing where Bound == Int {
  public var tensorIndex: TensorIndex { .slice(start: nil, stop: upperBound, step: 1) }
}
extension PartialRangeThrough: TensorIndexing where Bound == Int {
  public var tensorIndex: TensorIndex { .slice(start: nil, stop: upperBound == -1 ? nil : upperBound + 1, step: 1) }
}

extension Tensor {
  public subscript<A: TensorIndexing>(_ a: A) -> Tensor {
    get { index([a.tensorIndex]) }
    set { setIndex([a.tensorIndex], newValue) }
  }
  public subscript<A: TensorIndexing, B: TensorIndexing>(_ a: A, _ b: B) -> Tensor {
    get { index([a.tensorIndex, b.tensorIndex]) }
    set { setIndex([a.tensorIndex, b.tensorIndex], newValue) }
  }
  public subscript<A: TensorIndexing, B: TensorIndexing, C: TensorIndexing>(_ a: A, _ b: B, _ c: C) -> Tensor {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex]) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex], newValue) }
  }
  public subscript<A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, D: TensorIndexing>(
    _ a: A, _ b: B, _ c: C, _ d: D
  ) -> Tensor {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex]) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex], newValue) }
  }
  public subscript<
    A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, D: TensorIndexing, E: TensorIndexing
  >(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E) -> Tensor {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex]) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex], newValue) }
  }
  public subscript<
    A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, D: TensorIndexing, E: TensorIndexing, G: TensorIndexing
  >(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E, _ g: G) -> Tensor {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex, g.tensorIndex]) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex, g.tensorIndex], newValue) }
  }

  // Numbers can be assigned where tensors can; read with a number's type, an element comes out as that number.
  @_disfavoredOverload
  public subscript<A: TensorIndexing, N: TensorElement>(_ a: A) -> N {
    get { index([a.tensorIndex]).item(as: N.self) }
    set { setIndex([a.tensorIndex], newValue.scalar) }
  }
  @_disfavoredOverload
  public subscript<A: TensorIndexing, B: TensorIndexing, N: TensorElement>(_ a: A, _ b: B) -> N {
    get { index([a.tensorIndex, b.tensorIndex]).item(as: N.self) }
    set { setIndex([a.tensorIndex, b.tensorIndex], newValue.scalar) }
  }
  @_disfavoredOverload
  public subscript<A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, N: TensorElement>(_ a: A, _ b: B, _ c: C) -> N {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex]).item(as: N.self) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex], newValue.scalar) }
  }
  @_disfavoredOverload
  public subscript<A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, D: TensorIndexing, N: TensorElement>(_ a: A, _ b: B, _ c: C, _ d: D) -> N {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex]).item(as: N.self) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex], newValue.scalar) }
  }
  @_disfavoredOverload
  public subscript<A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, D: TensorIndexing, E: TensorIndexing, N: TensorElement>(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E) -> N {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex]).item(as: N.self) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex], newValue.scalar) }
  }
  @_disfavoredOverload
  public subscript<A: TensorIndexing, B: TensorIndexing, C: TensorIndexing, D: TensorIndexing, E: TensorIndexing, G: TensorIndexing, N: TensorElement>(_ a: A, _ b: B, _ c: C, _ d: D, _ e: E, _ g: G) -> N {
    get { index([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex, g.tensorIndex]).item(as: N.self) }
    set { setIndex([a.tensorIndex, b.tensorIndex, c.tensorIndex, d.tensorIndex, e.tensorIndex, g.tensorIndex], newValue.scalar) }
  }
}
