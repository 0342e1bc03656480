import COneDNN

/// The LAPACK and BLAS routines behind `Linalg`, looked up in OpenBLAS when first used.
///
/// Fortran's conventions: everything is passed by address, matrices are column-major, and each string argument has its length (1)
/// as one more argument at the end. Matrices come as raw pointers, so that one signature serves float32 (`s…`) and float64 (`d…`).
struct LAPACK {
  typealias Chars = UnsafePointer<CChar>
  typealias Ints = UnsafeMutablePointer<Int32>
  typealias Raw = UnsafeMutableRawPointer

  private typealias Getrf = @convention(c) (Ints, Ints, Raw, Ints, Ints, Ints) -> Void
  private typealias Getrs = @convention(c) (Chars, Ints, Ints, Raw, Ints, Ints, Raw, Ints, Ints, Int) -> Void
  private typealias Getri = @convention(c) (Ints, Raw, Ints, Ints, Raw, Ints, Ints) -> Void
  private typealias Potrf = @convention(c) (Chars, Ints, Raw, Ints, Ints, Int) -> Void
  private typealias Trsm = @convention(c) (
    Chars, Chars, Chars, Chars, Ints, Ints, Raw, Raw, Ints, Raw, Ints, Int, Int, Int, Int
  ) -> Void
  private typealias Geqrf = @convention(c) (Ints, Ints, Raw, Ints, Raw, Raw, Ints, Ints) -> Void
  private typealias Orgqr = @convention(c) (Ints, Ints, Ints, Raw, Ints, Raw, Raw, Ints, Ints) -> Void
  private typealias Gesdd = @convention(c) (
    Chars, Ints, Ints, Raw, Ints, Raw, Raw, Ints, Raw, Ints, Raw, Ints, Ints, Ints, Int
  ) -> Void
  private typealias Syevd = @convention(c) (Chars, Chars, Ints, Raw, Ints, Raw, Raw, Ints, Ints, Ints, Ints, Int, Int) -> Void
  private typealias Gels = @convention(c) (Chars, Ints, Ints, Ints, Raw, Ints, Raw, Ints, Raw, Ints, Ints, Int) -> Void
  private typealias Gelsy = @convention(c) (
    Ints, Ints, Ints, Raw, Ints, Raw, Ints, Ints, Raw, Ints, Raw, Ints, Ints
  ) -> Void
  private typealias Gelsd = @convention(c) (
    Ints, Ints, Ints, Raw, Ints, Raw, Ints, Raw, Raw, Ints, Raw, Ints, Ints, Ints
  ) -> Void
  private typealias Gelss = @convention(c) (
    Ints, Ints, Ints, Raw, Ints, Raw, Ints, Raw, Raw, Ints, Raw, Ints, Ints
  ) -> Void

  let dtype: DType

  private func routine<F>(_ name: String, _ type: F.Type) -> F {
    let full = (dtype == .float64 ? "d" : "s") + name + "_"
    guard let address = md_blas_symbol(full) else {
      fail("Linalg", "OpenBLAS, which linear algebra needs, was not found (looked for \(full)); install libopenblas0")
    }
    return unsafeBitCast(address, to: type)
  }

  private func withNumber<R>(_ v: Double, _ body: (Raw) -> R) -> R {
    if dtype == .float64 {
      var x = v
      return withUnsafeMutablePointer(to: &x) { body(Raw($0)) }
    }
    var x = Float(v)
    return withUnsafeMutablePointer(to: &x) { body(Raw($0)) }
  }

  /// Room for `count` elements.
  private func withScratch<R>(_ count: Int, _ body: (Raw) -> R) -> R {
    let room = Raw.allocate(byteCount: Swift.max(count, 1) * dtype.itemSize, alignment: 64)
    defer { room.deallocate() }
    return body(room)
  }

  private func integers<R>(_ count: Int, _ body: (Ints) -> R) -> R {
    let room = Ints.allocate(capacity: Swift.max(count, 1))
    room.initialize(repeating: 0, count: Swift.max(count, 1))
    defer { room.deallocate() }
    return body(room)
  }

  /// Asks a routine for its best work size (`lwork` −1), then runs it with that much.
  private func withWork(_ call: (_ work: Raw, _ lwork: Ints) -> Void) {
    let size = withScratch(1) { work -> Int in
      var query: Int32 = -1
      call(work, &query)
      return dtype == .float64 ? Int(work.load(as: Double.self)) : Int(work.load(as: Float.self))
    }
    var lwork = Int32(Swift.max(size, 1))
    withScratch(Int(lwork)) { call($0, &lwork) }
  }

  // MARK: Factorisations. Each returns LAPACK's `info`: 0 when all went well.

  /// P L U of a (m × n), in place; `pivots` count from 1.
  func getrf(_ m: Int, _ n: Int, _ a: Raw, _ pivots: Ints) -> Int32 {
    var m = Int32(m), n = Int32(n), lda = Swift.max(m, 1), info: Int32 = 0
    routine("getrf", Getrf.self)(&m, &n, a, &lda, pivots, &info)
    return info
  }

  /// Solves A X = B from A's factors; `b` (n × k) becomes X.
  func getrs(_ n: Int, _ k: Int, _ lu: Raw, _ pivots: Ints, _ b: Raw) -> Int32 {
    var n = Int32(n), k = Int32(k), ld = Swift.max(n, 1), ldb = ld, info: Int32 = 0
    routine("getrs", Getrs.self)("N", &n, &k, lu, &ld, pivots, b, &ldb, &info, 1)
    return info
  }

  /// The inverse from A's factors, in place.
  func getri(_ n: Int, _ lu: Raw, _ pivots: Ints) -> Int32 {
    var n = Int32(n), ld = Swift.max(n, 1), info: Int32 = 0
    withWork { routine("getri", Getri.self)(&n, lu, &ld, pivots, $0, $1, &info) }
    return info
  }

  /// Cholesky's factor of a (n × n), in place, from its lower or upper triangle.
  func potrf(upper: Bool, _ n: Int, _ a: Raw) -> Int32 {
    var n = Int32(n), lda = Swift.max(n, 1), info: Int32 = 0
    routine("potrf", Potrf.self)(upper ? "U" : "L", &n, a, &lda, &info, 1)
    return info
  }

  /// A X = B (`left`) or X A = B with a triangular A; `b` (m × k) becomes X.
  func trsm(left: Bool, upper: Bool, unit: Bool, _ m: Int, _ k: Int, _ a: Raw, _ b: Raw) {
    var m = Int32(m), k = Int32(k), lda = Swift.max(left ? m : k, 1), ldb = Swift.max(m, 1)
    withNumber(1) { one in
      routine("trsm", Trsm.self)(
        left ? "L" : "R", upper ? "U" : "L", "N", unit ? "U" : "N", &m, &k, one, a, &lda, b, &ldb, 1, 1, 1, 1)
    }
  }

  /// Q and R of a (m × n): R and the reflections that make Q stay in `a` and `tau`.
  func geqrf(_ m: Int, _ n: Int, _ a: Raw, _ tau: Raw) -> Int32 {
    var m = Int32(m), n = Int32(n), lda = Swift.max(m, 1), info: Int32 = 0
    withWork { routine("geqrf", Geqrf.self)(&m, &n, a, &lda, tau, $0, $1, &info) }
    return info
  }

  /// The first n columns of Q (m × n) from k reflections, in place.
  func orgqr(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ tau: Raw) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), info: Int32 = 0
    withWork { routine("orgqr", Orgqr.self)(&m, &n, &k, a, &lda, tau, $0, $1, &info) }
    return info
  }

  /// U (m × ucol), S and Vᵀ (vrow × n) of a (m × n), which is destroyed. job: A all columns, S as many as there are values, N none.
  func gesdd(_ job: Character, _ m: Int, _ n: Int, _ a: Raw, _ s: Raw, _ u: Raw, _ vt: Raw, vrow: Int) -> Int32 {
    var m = Int32(m), n = Int32(n), lda = Swift.max(m, 1), ldu = lda, ldvt = Swift.max(Int32(vrow), 1), info: Int32 = 0
    integers(8 * Int(Swift.min(m, n))) { iwork in
      withWork {
        routine("gesdd", Gesdd.self)(String(job), &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, $0, $1, iwork, &info, 1)
      }
    }
    return info
  }

  /// Eigenvalues w (ascending) and, with `vectors`, eigenvectors (in `a`) of the symmetric a.
  func syevd(vectors: Bool, upper: Bool, _ n: Int, _ a: Raw, _ w: Raw) -> Int32 {
    var n = Int32(n), lda = Swift.max(n, 1), info: Int32 = 0
    var liwork = 3 + 5 * n
    integers(Int(liwork)) { iwork in
      withWork {
        routine("syevd", Syevd.self)(vectors ? "V" : "N", upper ? "U" : "L", &n, a, &lda, w, $0, $1, iwork, &liwork, &info, 1, 1)
      }
    }
    return info
  }

  // MARK: Least squares: a (m × n) is destroyed; b (max(m, n) × k) becomes the solution in its first n rows.

  func gels(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    withWork { routine("gels", Gels.self)("N", &m, &n, &k, a, &lda, b, &ldb, $0, $1, &info, 1) }
    return info
  }

  func gelsy(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw, rcond: Double, rank: inout Int32) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    integers(Int(n)) { order in
      withNumber(rcond) { r in
        withWork { routine("gelsy", Gelsy.self)(&m, &n, &k, a, &lda, b, &ldb, order, r, &rank, $0, $1, &info) }
      }
    }
    return info
  }

  func gelsd(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw, _ s: Raw, rcond: Double, rank: inout Int32) -> Int32 {
    let smallest = Swift.max(Swift.min(m, n), 1)
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    // LAPACK's bound, 3 · min · levels + 11 · min, with as many levels of halving as an int has bits.
    integers((3 * 32 + 11) * smallest) { iwork in
      withNumber(rcond) { r in
        withWork { routine("gelsd", Gelsd.self)(&m, &n, &k, a, &lda, b, &ldb, s, r, &rank, $0, $1, iwork, &info) }
      }
    }
    return info
  }

  func gelss(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw, _ s: Raw, rcond: Double, rank: inout Int32) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    withNumber(rcond) { r in
      withWork { routine("gelss", Gelss.self)(&m, &n, &k, a, &lda, b, &ldb, s, r, &rank, $0, $1, &info) }
    }
    return info
  }
}
