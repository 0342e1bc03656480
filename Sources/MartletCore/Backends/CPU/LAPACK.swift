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
  private typealias Geqrt = @convention(c) (Ints, Ints, Ints, Raw, Ints, Raw, Ints, Raw, Ints) -> Void
  private typealias Gemqrt = @convention(c) (
    Chars, Chars, Ints, Ints, Ints, Ints, Raw, Ints, Raw, Ints, Raw, Ints, Raw, Ints, Int, Int
  ) -> Void
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

  /// A routine for both dtypes; looking it up takes as long as a small matrix does.
  private struct Routine<F>: @unchecked Sendable {
    let name: String
    let single: F?, double: F?

    init(_ name: String) {
      func find(_ prefix: String) -> F? { md_blas_symbol(prefix + name + "_").map { unsafeBitCast($0, to: F.self) } }
      self.name = name
      (single, double) = (find("s"), find("d"))
    }
  }

  private static let getrf = Routine<Getrf>("getrf")
  private static let getrs = Routine<Getrs>("getrs")
  private static let getri = Routine<Getri>("getri")
  private static let potrf = Routine<Potrf>("potrf")
  private static let trsm = Routine<Trsm>("trsm")
  private static let geqrt = Routine<Geqrt>("geqrt")
  private static let gemqrt = Routine<Gemqrt>("gemqrt")
  private static let gesdd = Routine<Gesdd>("gesdd")
  private static let syevd = Routine<Syevd>("syevd")
  private static let gels = Routine<Gels>("gels")
  private static let gelsy = Routine<Gelsy>("gelsy")
  private static let gelsd = Routine<Gelsd>("gelsd")
  private static let gelss = Routine<Gelss>("gelss")

  let dtype: DType

  init(dtype: DType) {
    self.dtype = dtype
    md_blas_follow_threads()
  }

  private func routine<F>(_ r: Routine<F>) -> F {
    guard let address = dtype == .float64 ? r.double : r.single else {
      fail("Linalg", "OpenBLAS, which linear algebra needs, was not found (looked for \(r.name)); install libopenblas0")
    }
    return address
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
    routine(Self.getrf)(&m, &n, a, &lda, pivots, &info)
    return info
  }

  /// Solves A X = B from A's factors; `b` (n × k) becomes X.
  func getrs(_ n: Int, _ k: Int, _ lu: Raw, _ pivots: Ints, _ b: Raw) -> Int32 {
    var n = Int32(n), k = Int32(k), ld = Swift.max(n, 1), ldb = ld, info: Int32 = 0
    routine(Self.getrs)("N", &n, &k, lu, &ld, pivots, b, &ldb, &info, 1)
    return info
  }

  /// The inverse from A's factors, in place.
  func getri(_ n: Int, _ lu: Raw, _ pivots: Ints) -> Int32 {
    // As much room as LAPACK's blocks of 64 columns take. (Asking it would take longer than a small matrix does.)
    var n = Int32(n), ld = Swift.max(n, 1), lwork = 64 * ld, info: Int32 = 0
    withScratch(Int(lwork)) { routine(Self.getri)(&n, lu, &ld, pivots, $0, &lwork, &info) }
    return info
  }

  /// Cholesky's factor of a (n × n), in place, from its lower or upper triangle.
  func potrf(upper: Bool, _ n: Int, _ a: Raw) -> Int32 {
    var n = Int32(n), lda = Swift.max(n, 1), info: Int32 = 0
    routine(Self.potrf)(upper ? "U" : "L", &n, a, &lda, &info, 1)
    return info
  }

  /// A X = B (`left`) or X A = B with a triangular A; `b` (m × k) becomes X.
  func trsm(left: Bool, upper: Bool, unit: Bool, _ m: Int, _ k: Int, _ a: Raw, _ b: Raw) {
    var m = Int32(m), k = Int32(k), lda = Swift.max(left ? m : k, 1), ldb = Swift.max(m, 1)
    withNumber(1) { one in
      routine(Self.trsm)(
        left ? "L" : "R", upper ? "U" : "L", "N", unit ? "U" : "N", &m, &k, one, a, &lda, b, &ldb, 1, 1, 1, 1)
    }
  }

  /// Q and R of a (m × n): R and the reflections that make Q stay in `a`; `t` (block × min(m, n)) says how they are put together.
  func geqrt(_ m: Int, _ n: Int, block: Int, _ a: Raw, _ t: Raw) -> Int32 {
    var m = Int32(m), n = Int32(n), nb = Int32(block), lda = Swift.max(m, 1), ldt = nb, info: Int32 = 0
    withScratch(block * Int(n)) { routine(Self.geqrt)(&m, &n, &nb, a, &lda, t, &ldt, $0, &info) }
    return info
  }

  /// Q C of c (m × n) from the k reflections that `geqrt` left, in place.
  func gemqrt(_ m: Int, _ n: Int, _ k: Int, block: Int, _ v: Raw, _ t: Raw, _ c: Raw) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), nb = Int32(block), ld = Swift.max(m, 1), ldt = nb, ldc = ld, info: Int32 = 0
    withScratch(block * Int(n)) { routine(Self.gemqrt)("L", "N", &m, &n, &k, &nb, v, &ld, t, &ldt, c, &ldc, $0, &info, 1, 1) }
    return info
  }

  /// U (m × ucol), S and Vᵀ (vrow × n) of a (m × n), which is destroyed. job: A all columns, S as many as there are values, N none.
  func gesdd(_ job: Character, _ m: Int, _ n: Int, _ a: Raw, _ s: Raw, _ u: Raw, _ vt: Raw, vrow: Int) -> Int32 {
    var m = Int32(m), n = Int32(n), lda = Swift.max(m, 1), ldu = lda, ldvt = Swift.max(Int32(vrow), 1), info: Int32 = 0
    integers(8 * Int(Swift.min(m, n))) { iwork in
      withWork {
        routine(Self.gesdd)(String(job), &m, &n, a, &lda, s, u, &ldu, vt, &ldvt, $0, $1, iwork, &info, 1)
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
        routine(Self.syevd)(vectors ? "V" : "N", upper ? "U" : "L", &n, a, &lda, w, $0, $1, iwork, &liwork, &info, 1, 1)
      }
    }
    return info
  }

  // MARK: Least squares: a (m × n) is destroyed; b (max(m, n) × k) becomes the solution in its first n rows.

  func gels(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    withWork { routine(Self.gels)("N", &m, &n, &k, a, &lda, b, &ldb, $0, $1, &info, 1) }
    return info
  }

  func gelsy(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw, rcond: Double, rank: inout Int32) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    integers(Int(n)) { order in
      withNumber(rcond) { r in
        withWork { routine(Self.gelsy)(&m, &n, &k, a, &lda, b, &ldb, order, r, &rank, $0, $1, &info) }
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
        withWork { routine(Self.gelsd)(&m, &n, &k, a, &lda, b, &ldb, s, r, &rank, $0, $1, iwork, &info) }
      }
    }
    return info
  }

  func gelss(_ m: Int, _ n: Int, _ k: Int, _ a: Raw, _ b: Raw, _ s: Raw, rcond: Double, rank: inout Int32) -> Int32 {
    var m = Int32(m), n = Int32(n), k = Int32(k), lda = Swift.max(m, 1), ldb = Swift.max(m, n, 1), info: Int32 = 0
    withNumber(rcond) { r in
      withWork { routine(Self.gelss)(&m, &n, &k, a, &lda, b, &ldb, s, r, &rank, $0, $1, &info) }
    }
    return info
  }
}
