// Matrix products: float by oneDNN's sgemm, double by OpenBLAS, half types by a matmul primitive or by way of float.
#include "COneDNN.h"
#include "blas.hpp"
#include "error.hpp"
#include "half_gemm.hpp"
#include "mk_parallel.h"
#include <oneapi/dnnl/dnnl.hpp>

namespace {

using md::fail;
using md::guarded;

struct Product {
  mk_dtype dtype;
  bool trans_a, trans_b;
  mk_int m, n, k;
  double alpha;
  mk_int lda, ldb;
  double beta;
  mk_int ldc;
};

int multiply(const Product &p, const void *a, const void *b, void *c) {
  // A matrix times a vector is bound by memory: packing would only cost.
  if (p.dtype == MK_F32 || p.dtype == MK_F64) {
    if (p.n == 1 && (p.ldc == 1 || p.m == 1) && (p.trans_b || p.ldb == 1))
      return md_gemv(p.dtype, p.trans_a, p.trans_a ? p.k : p.m, p.trans_a ? p.m : p.k, p.alpha, a, p.lda, b, p.beta, c);
    if (p.m == 1 && (!p.trans_a || p.lda == 1))
      return md_gemv(p.dtype, !p.trans_b, p.trans_b ? p.n : p.k, p.trans_b ? p.k : p.n, p.alpha, b, p.ldb, a, p.beta, c);
  }
  switch (p.dtype) {
  case MK_F32: {
    dnnl_status_t status = dnnl_sgemm(p.trans_a ? 'T' : 'N', p.trans_b ? 'T' : 'N', p.m, p.n, p.k, static_cast<float>(p.alpha),
                                      static_cast<const float *>(a), p.lda, static_cast<const float *>(b), p.ldb,
                                      static_cast<float>(p.beta), static_cast<float *>(c), p.ldc);
    return status == dnnl_success ? 0 : fail("gemm: oneDNN refuses %ld x %ld x %ld (leading dimensions %ld, %ld, %ld)", p.m, p.n, p.k,
                                             p.lda, p.ldb, p.ldc);
  }
  case MK_F64:
    md::dgemm(p.trans_a, p.trans_b, p.m, p.n, p.k, p.alpha, static_cast<const double *>(a), p.lda, static_cast<const double *>(b),
              p.ldb, p.beta, static_cast<double *>(c), p.ldc);
    return 0;
  case MK_F16:
  case MK_BF16:
    md::half_gemm(p.dtype, p.trans_a, p.trans_b, p.m, p.n, p.k, p.alpha, a, p.lda, b, p.ldb, p.beta, c, p.ldc);
    return 0;
  default: return fail("gemm: no product for dtype %d", static_cast<int>(p.dtype));
  }
}

} // namespace

int md_gemm(mk_dtype dtype, int trans_a, int trans_b, mk_int m, mk_int n, mk_int k, double alpha, const void *a, mk_int lda,
            const void *b, mk_int ldb, double beta, void *c, mk_int ldc) {
  return guarded("gemm", [&] {
    return multiply({dtype, trans_a != 0, trans_b != 0, m, n, k, alpha, lda, ldb, beta, ldc}, a, b, c);
  });
}

int md_gemm_batched(mk_dtype dtype, int trans_a, int trans_b, mk_int batch, mk_int m, mk_int n, mk_int k, double alpha,
                    const void *a, mk_int lda, mk_int stride_a, const void *b, mk_int ldb, mk_int stride_b, double beta, void *c,
                    mk_int ldc, mk_int stride_c) {
  struct Job {
    Product product;
    const char *a, *b;
    char *c;
    mk_int step_a, step_b, step_c; // bytes
    int failed;
  };
  const mk_int size = dtype == MK_F64 ? 8 : dtype == MK_F32 ? 4 : 2;
  Job job{{dtype, trans_a != 0, trans_b != 0, m, n, k, alpha, lda, ldb, beta, ldc},
          static_cast<const char *>(a), static_cast<const char *>(b), static_cast<char *>(c),
          stride_a * size, stride_b * size, stride_c * size, 0};
  auto body = [](void *context, mk_int begin, mk_int end) {
    Job &j = *static_cast<Job *>(context);
    for (mk_int i = begin; i < end; i++)
      if (guarded("gemm", [&] { return multiply(j.product, j.a + i * j.step_a, j.b + i * j.step_b, j.c + i * j.step_c); }))
        __atomic_store_n(&j.failed, 1, __ATOMIC_RELAXED);
  };
  mk_parallel_for(batch, 1, body, &job);
  return job.failed ? fail("batched gemm failed") : 0;
}
