import Foundation

extension Linalg {
  /// Aⁿ for A (…, k, k) by repeated squaring; a negative n inverts first, 0 gives the identity.
  public static func matrixPower(_ a: Tensor, _ n: Int) -> Tensor {
    require(a.ndim >= 2 && a.size(-1) == a.size(-2), "Linalg.matrixPower", "expected square matrices, got shape \(a.dims)")
    if n == 0 { return Tensor.eye(a.size(-1), dtype: a.dtype).expand(a.shape).clone() }
    if n < 0 { return matrixPower(inv(a), -n) }
    var (power, result, rest) = (a, Tensor?.none, n)
    while true {
      if rest & 1 == 1 { result = result.map { $0.matmul(power) } ?? power }
      rest >>= 1
      if rest == 0 { break }
      power = power.matmul(power)
    }
    return n == 1 ? a.clone() : result!
  }

  /// The product of two or more matrices (the first and last may be vectors), in the order that takes the fewest multiplications.
  public static func multiDot(_ tensors: [Tensor]) -> Tensor {
    let op = "Linalg.multiDot"
    require(tensors.count >= 2, op, "expected at least two tensors, got \(tensors.count)")
    for t in tensors.dropFirst().dropLast() { require(t.ndim == 2, op, "all but the first and last must be matrices, got shape \(t.dims)") }
    for t in [tensors[0], tensors[tensors.count - 1]] {
      require(t.ndim == 1 || t.ndim == 2, op, "expected a vector or a matrix, got shape \(t.dims)")
    }
    var t = tensors
    let last = t.count - 1
    if t[0].ndim == 1 { t[0] = t[0].unsqueeze(0) }
    if t[last].ndim == 1 { t[last] = t[last].unsqueeze(1) }
    for i in 1...last { require(t[i - 1].size(1) == t[i].size(0), op, "shapes \(tensors[i - 1].dims) and \(tensors[i].dims) do not multiply") }
    let y = chainProduct(t, chainOrder([t[0].size(0)] + t.map { $0.size(1) }), 0, last)
    var out = y.shape
    if tensors[last].ndim == 1 { out.removeLast() }
    if tensors[0].ndim == 1 { out.removeFirst() }
    return y.view(out)
  }

  /// For each run i…j of matrices of the given sizes, after which one it is best cut (Cormen et al., "Introduction to Algorithms", 15.2).
  private static func chainOrder(_ sizes: [Int]) -> [[Int]] {
    let n = sizes.count - 1
    var cost = [[Int]](repeating: [Int](repeating: 0, count: n), count: n), cut = cost
    for length in 1..<n {
      for i in 0..<(n - length) {
        let j = i + length
        cost[i][j] = .max
        for k in i..<j {
          let c = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1]
          if c < cost[i][j] { (cost[i][j], cut[i][j]) = (c, k) }
        }
      }
    }
    return cut
  }

  private static func chainProduct(_ t: [Tensor], _ cut: [[Int]], _ i: Int, _ j: Int) -> Tensor {
    if i == j { return t[i] }
    let k = cut[i][j]
    return chainProduct(t, cut, i, k).mm(chainProduct(t, cut, k + 1, j))
  }

  /// e^A for A (…, n, n): Padé's approximation of order 13 with scaling and squaring (Higham, 2005).
  public static func matrixExp(_ a: Tensor) -> Tensor {
    checkSquare("Linalg.matrixExp", a)
    if a.numel == 0 { return a.clone() }
    if a.dtype == .float32 { return matrixExp(a.to(.float64)).to(.float32) }  // squaring doubles rounding errors
    let largest = noGrad { a.abs().sum(dim: -2).max().item() }
    // Padé's error stays below the precision for norms up to 5.37.
    let squarings = largest > 5.37 && largest.isFinite ? Int((log2(largest / 5.37)).rounded(.up)) : 0
    let x = a * pow(0.5, Double(squarings))
    let b: [Double] = [
      64_764_752_532_480_000, 32_382_376_266_240_000, 7_771_770_303_897_600, 1_187_353_796_428_800, 129_060_195_264_000,
      10_559_470_521_600, 670_442_572_800, 33_522_128_640, 1_323_241_920, 40_840_800, 960_960, 16_380, 182, 1,
    ].map { $0 / 64_764_752_532_480_000 }
    let x2 = x.matmul(x)
    let x4 = x2.matmul(x2)
    let x6 = x4.matmul(x2)
    let eye = Tensor.eye(a.size(-1), dtype: a.dtype)
    func sum(_ c6: Double, _ c4: Double, _ c2: Double) -> Tensor {
      let low = x4 * c4 + x2 * c2
      return x6 * c6 + low
    }
    let odd = x.matmul(x6.matmul(sum(b[13], b[11], b[9])) + sum(b[7], b[5], b[3]) + eye * b[1])
    let even = x6.matmul(sum(b[12], b[10], b[8])) + sum(b[6], b[4], b[2]) + eye * b[0]
    var y = solve(even - odd, even + odd)
    for _ in 0..<squarings { y = y.matmul(y) }
    return y
  }

  /// Σ x y along a dim; shapes broadcast.
  public static func vecdot(_ x: Tensor, _ y: Tensor, dim: Int = -1) -> Tensor {
    checkDTypes("Linalg.vecdot", x, y)
    return (x * y).sum(dim: dim, dtype: x.dtype)
  }

  /// The vector product along a dim of size 3; other dims broadcast.
  public static func cross(_ x: Tensor, _ y: Tensor, dim: Int = -1) -> Tensor { x.crossed("Linalg.cross", y, dim) }

  /// The diagonal of two dims, the last two by default, as a last dim: a view.
  public static func diagonal(_ a: Tensor, offset: Int = 0, dim1: Int = -2, dim2: Int = -1) -> Tensor {
    a.diagonal(offset: offset, dim1: dim1, dim2: dim2)
  }

  /// Rows 1, x, x², …, x^(N−1) for each element of x (…, n): (…, n, N), N by default n.
  public static func vander(_ x: Tensor, n count: Int? = nil) -> Tensor {
    let x = x.atleast1d()
    let x1 = x.dtype.isFloatingPoint ? x : x.to(.int64)
    let n = count ?? x.size(-1)
    require(n > 1, "Linalg.vander", "the number of columns must be greater than 1, got \(n)")
    let powers = x1.unsqueeze(-1).expand(x.shape + [n - 1]).cumprod(dim: -1)
    return Tensor.cat([Tensor.onesLike(x1).unsqueeze(-1), powers], dim: -1)
  }
}
