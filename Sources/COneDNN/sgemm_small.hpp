// Single-precision products that are too small to be worth oneDNN's: its first sgemm compiles kernels for 25 ms, and a call has a cost of its own.
#ifndef MD_SGEMM_SMALL_HPP
#define MD_SGEMM_SMALL_HPP
#include "mk_types.h"

namespace md {
// Row-major C = alpha * op(A) op(B) + beta * C on the caller's thread, for operands that fit the second-level cache.
void sgemm_small(bool trans_a, bool trans_b, mk_int m, mk_int n, mk_int k, float alpha, const float *a, mk_int lda, const float *b, mk_int ldb,
                 float beta, float *c, mk_int ldc);
} // namespace md
#endif
