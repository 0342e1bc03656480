// Products of half-precision matrices (bfloat16 and float16) with accumulation in float.
#ifndef MD_HALF_GEMM_HPP
#define MD_HALF_GEMM_HPP
#include "mk_types.h"

namespace md {
void half_gemm(mk_dtype dtype, bool trans_a, bool trans_b, mk_int m, mk_int n, mk_int k, double alpha, const void *a, mk_int lda,
               const void *b, mk_int ldb, double beta, void *c, mk_int ldc);
} // namespace md
#endif
