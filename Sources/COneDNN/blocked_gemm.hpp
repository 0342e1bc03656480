// A plain blocked product for machines without OpenBLAS. Correct everywhere, a fraction of a tuned library's speed.
#ifndef MD_BLOCKED_GEMM_HPP
#define MD_BLOCKED_GEMM_HPP
#include "mk_parallel.h"
#include "scratch.hpp"
#include <algorithm>

namespace md {

// Row-major C = alpha * op(A) op(B) + beta * C. A block of op(B) is packed, then rows of C are updated in pieces that the
// compiler vectorises; k runs in blocks that stay in the cache.
template <class T>
void blocked_gemm(bool trans_a, bool trans_b, mk_int m, mk_int n, mk_int k, T alpha, const T *a, mk_int lda, const T *b,
                  mk_int ldb, T beta, T *c, mk_int ldc) {
  static constexpr mk_int depth = 128, width = 256; // a packed block of B: 256 KiB of doubles
  struct Job {
    bool trans_a, trans_b;
    mk_int m, n, k;
    T alpha;
    const T *a;
    mk_int lda;
    const T *b;
    mk_int ldb;
    T beta;
    T *c;
    mk_int ldc;
  } job{trans_a, trans_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc};

  auto rows = [](void *context, mk_int begin, mk_int end) {
    const Job &j = *static_cast<const Job *>(context);
    Scratch packed(depth * width * static_cast<mk_int>(sizeof(T)));
    T *block = packed.as<T>();
    for (mk_int i = begin; i < end; i++)
      for (mk_int x = 0; x < j.n; x++) j.c[i * j.ldc + x] = j.beta == T(0) ? T(0) : j.beta * j.c[i * j.ldc + x];
    for (mk_int n0 = 0; n0 < j.n; n0 += width) {
      const mk_int wide = std::min(width, j.n - n0);
      for (mk_int k0 = 0; k0 < j.k; k0 += depth) {
        const mk_int deep = std::min(depth, j.k - k0);
        for (mk_int p = 0; p < deep; p++)
          for (mk_int x = 0; x < wide; x++)
            block[p * wide + x] = j.trans_b ? j.b[(n0 + x) * j.ldb + k0 + p] : j.b[(k0 + p) * j.ldb + n0 + x];
        for (mk_int i = begin; i < end; i++) {
          T *__restrict out = j.c + i * j.ldc + n0;
          for (mk_int p = 0; p < deep; p++) {
            const T factor = j.alpha * (j.trans_a ? j.a[(k0 + p) * j.lda + i] : j.a[i * j.lda + k0 + p]);
            const T *__restrict row = block + p * wide;
            for (mk_int x = 0; x < wide; x++) out[x] += factor * row[x];
          }
        }
      }
    }
  };
  mk_parallel_for(m, 8, rows, &job);
}

} // namespace md
#endif
