// Matrix products of integers, for which no library has kernels.
#ifndef MK_GEMM_H
#define MK_GEMM_H
#include "mk_types.h"
MK_BEGIN
// Row-major c (m, n) = op(a) (m, k) · op(b) (k, n) + (beta ? c : 0), wrapping in the dtype; `batch` times with the given strides.
void mk_gemm_integer(mk_dtype dtype, int trans_a, int trans_b, mk_int batch, mk_int m, mk_int n, mk_int k, const void *a, mk_int lda, mk_int stride_a,
                     const void *b, mk_int ldb, mk_int stride_b, int64_t beta, void *c, mk_int ldc, mk_int stride_c);
MK_END
#endif
