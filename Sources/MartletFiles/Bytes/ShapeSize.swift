import MartletCore

/// How many bytes the elements of a tensor of this shape take.
///
/// A shape with a size of 0 takes none, but its other sizes must not be endless either: strides are products of them.
func byteCount(of shape: [Int], _ dtype: DType) throws -> Int {
  let whole = try shape.reduce(dtype.itemSize) { product, n in
    let (p, overflow) = product.multipliedReportingOverflow(by: max(n, 1))
    if overflow { throw ParseError("a shape of more than 2^63 bytes") }
    return p
  }
  return shape.contains(0) ? 0 : whole
}
