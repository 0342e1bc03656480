// The products that oneDNN has not: of doubles and of integers.
#ifndef MD_PACKED_GEMM_HPP
#define MD_PACKED_GEMM_HPP
#include "mk_types.h"

namespace md {

// Row-major C = alpha * op(A) op(B) + beta * C on the caller's thread, for T double or an unsigned integer: those wrap as PyTorch's integers do,
// signed and unsigned alike.
template <class T> struct Matrices {
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
};

template <class T> void packed_gemm(const Matrices<T> &product);

} // namespace md
#endif
