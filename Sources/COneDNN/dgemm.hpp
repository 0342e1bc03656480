// The double-precision product, which oneDNN has not.
#ifndef MD_DGEMM_HPP
#define MD_DGEMM_HPP
#include "mk_types.h"

namespace md {
// Row-major C = alpha * op(A) op(B) + beta * C on the caller's thread.
void dgemm(bool trans_a, bool trans_b, mk_int m, mk_int n, mk_int k, double alpha, const double *a, mk_int lda, const double *b,
           mk_int ldb, double beta, double *c, mk_int ldc);
} // namespace md
#endif
