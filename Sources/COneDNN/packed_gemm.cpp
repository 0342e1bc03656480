// Goto's algorithm: blocks of op(A) and op(B) are packed so that a kernel of fixed size, whose sums stay in registers, reads both in
// order: a slab of op(B) from the third-level cache, a block of op(A) from the second, a panel of op(B) from the first.
// K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
#include "packed_gemm.hpp"
#include "dispatch.hpp"
#include "scratch.hpp"
#include <algorithm>
#include <cstdint>

namespace md {
namespace {

constexpr mk_int depth_limit = 256, slab_columns = 2016; // a packed slab of op(B): 4 MB of doubles

constexpr mk_int round_up(mk_int n, mk_int unit) { return (n + unit - 1) / unit * unit; }

// `Rows` x (`Vectors` vectors of `Bytes` bytes) sums, as many as the registers hold beside one row of B and an element of A.
template <class T, int Bytes, int Rows, int Vectors> struct Kernel {
  typedef T V __attribute__((vector_size(Bytes), aligned(sizeof(T)), may_alias));
  static constexpr mk_int lanes = Bytes / mk_int(sizeof(T)), columns = Vectors * lanes;
  static constexpr mk_int block_rows = 192 / Rows * Rows; // a packed block of op(A): 384 KiB of doubles

  // Panels of `Wide` neighbours across (rows of op(A) or columns of op(B)), one after the other down the depth, zeros past the edge.
  // `across` and `down`: the strides in memory, of which one is 1.
  template <mk_int Wide>
  static MD_INLINE void pack(const T *from, mk_int across, mk_int down, mk_int count, mk_int depth, T *to) {
    for (; count > 0; count -= Wide, from += Wide * across, to += Wide * depth) {
      if (count < Wide) {
        for (mk_int p = 0; p < depth; p++)
          for (mk_int w = 0; w < Wide; w++) to[p * Wide + w] = w < count ? from[w * across + p * down] : 0;
      } else if (across == 1) {
        for (mk_int p = 0; p < depth; p++)
          MD_UNROLL for (mk_int w = 0; w < Wide; w++) to[p * Wide + w] = from[p * down + w];
      } else {
        for (mk_int p = 0; p < depth; p++)
          MD_UNROLL for (mk_int w = 0; w < Wide; w++) to[p * Wide + w] = from[p + w * across];
      }
    }
  }

  // c = alpha * (packed panel of A) (packed panel of B) + beta * c for m x n live elements of a tile.
  static MD_INLINE void tile(mk_int depth, const T *a, const T *b, T alpha, T beta, mk_int m, mk_int n, T *c, mk_int ldc) {
    V sums[Rows][Vectors] = {};
    for (mk_int p = 0; p < depth; p++, a += Rows, b += columns) {
      V row[Vectors];
      MD_UNROLL for (int v = 0; v < Vectors; v++) row[v] = *reinterpret_cast<const V *>(b + v * lanes);
      MD_UNROLL for (int r = 0; r < Rows; r++)
        MD_UNROLL for (int v = 0; v < Vectors; v++) sums[r][v] += a[r] * row[v];
    }
    if (m == Rows && n == columns) {
      MD_UNROLL for (int r = 0; r < Rows; r++)
        MD_UNROLL for (int v = 0; v < Vectors; v++) {
          V &out = *reinterpret_cast<V *>(c + r * ldc + v * lanes);
          out = beta == 0 ? alpha * sums[r][v] : alpha * sums[r][v] + beta * out;
        }
    } else {
      T edge[Rows * columns];
      MD_UNROLL for (int r = 0; r < Rows; r++)
        MD_UNROLL for (int v = 0; v < Vectors; v++) *reinterpret_cast<V *>(edge + r * columns + v * lanes) = alpha * sums[r][v];
      for (mk_int r = 0; r < m; r++)
        for (mk_int j = 0; j < n; j++) c[r * ldc + j] = T(edge[r * columns + j] + (beta == 0 ? T(0) : T(beta * c[r * ldc + j])));
    }
  }

  static MD_INLINE void multiply(const Matrices<T> &x) {
    const mk_int depth_most = std::min(depth_limit, x.k);
    const Scratch space_a(round_up(std::min(block_rows, x.m), Rows) * depth_most * mk_int(sizeof(T)));
    const Scratch space_b(round_up(std::min(slab_columns, x.n), columns) * depth_most * mk_int(sizeof(T)));
    T *const packed_a = space_a.as<T>(), *const packed_b = space_b.as<T>();
    for (mk_int j0 = 0; j0 < x.n; j0 += slab_columns) {
      const mk_int n = std::min(slab_columns, x.n - j0);
      for (mk_int p0 = 0; p0 < x.k; p0 += depth_limit) {
        const mk_int depth = std::min(depth_limit, x.k - p0);
        const T beta = p0 == 0 ? x.beta : T(1);
        const mk_int across_b = x.trans_b ? x.ldb : 1, down_b = x.trans_b ? 1 : x.ldb;
        pack<columns>(x.b + j0 * across_b + p0 * down_b, across_b, down_b, n, depth, packed_b);
        for (mk_int i0 = 0; i0 < x.m; i0 += block_rows) {
          const mk_int m = std::min(block_rows, x.m - i0);
          const mk_int across_a = x.trans_a ? 1 : x.lda, down_a = x.trans_a ? x.lda : 1;
          pack<Rows>(x.a + i0 * across_a + p0 * down_a, across_a, down_a, m, depth, packed_a);
          for (mk_int j = 0; j < n; j += columns)
            for (mk_int i = 0; i < m; i += Rows)
              tile(depth, packed_a + i * depth, packed_b + j * depth, x.alpha, beta, std::min<mk_int>(Rows, m - i), std::min(columns, n - j),
                   x.c + (i0 + i) * x.ldc + j0 + j, x.ldc);
        }
      }
    }
  }
};

#if defined(__x86_64__)
// Without a minimum width the compiler would cut 64-byte vectors in two, as it prefers 32 bytes on these processors.
template <class T> __attribute__((target("arch=x86-64-v4"), min_vector_width(512))) void multiply_512(const Matrices<T> &x) {
  Kernel<T, 64, 8, 3>::multiply(x);
}
template <class T> __attribute__((target("arch=x86-64-v3"))) void multiply_256(const Matrices<T> &x) { Kernel<T, 32, 6, 2>::multiply(x); }
#endif
template <class T> void multiply_128(const Matrices<T> &x) { Kernel<T, 16, 4, 2>::multiply(x); }

template <class T> auto best_kernel() {
#if defined(__x86_64__)
  const int level = x86_level();
  if (level == 4) return multiply_512<T>;
  if (level == 3) return multiply_256<T>;
#endif
  return multiply_128<T>;
}

} // namespace

template <class T> void packed_gemm(const Matrices<T> &product) {
  static const auto multiply = best_kernel<T>();
  multiply(product);
}

template void packed_gemm(const Matrices<double> &);
template void packed_gemm(const Matrices<uint64_t> &);
template void packed_gemm(const Matrices<uint32_t> &);
template void packed_gemm(const Matrices<uint16_t> &);
template void packed_gemm(const Matrices<uint8_t> &);

} // namespace md
