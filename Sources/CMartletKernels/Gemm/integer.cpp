#include "include/mk_gemm.h"

#include "internal/dtypes.h"
#include "include/mk_parallel.h"

namespace {

// Unsigned arithmetic wraps where signed would be undefined.
template <class T> using Wrapping = std::make_unsigned_t<T>;

template <class T>
void product(int trans_a, int trans_b, mk_int m, mk_int n, mk_int k, const T *a, mk_int lda, const T *b, mk_int ldb,
             bool accumulate, T *c, mk_int ldc) {
  for (mk_int i = 0; i < m; ++i) {
    T *row = c + i * ldc;
    if (!accumulate)
      for (mk_int j = 0; j < n; ++j) row[j] = 0;
    for (mk_int p = 0; p < k; ++p) {
      const T x = trans_a ? a[p * lda + i] : a[i * lda + p];
      if (trans_b)
        for (mk_int j = 0; j < n; ++j) row[j] = T(Wrapping<T>(row[j]) + Wrapping<T>(x) * Wrapping<T>(b[j * ldb + p]));
      else
        for (mk_int j = 0; j < n; ++j) row[j] = T(Wrapping<T>(row[j]) + Wrapping<T>(x) * Wrapping<T>(b[p * ldb + j]));
    }
  }
}

template <class T>
struct Batch {
  int trans_a, trans_b;
  mk_int m, n, k, lda, stride_a, ldb, stride_b, ldc, stride_c;
  const T *a, *b;
  bool accumulate;
  T *c;
  static void run(void *context, mk_int begin, mk_int end) {
    const Batch &s = *static_cast<const Batch *>(context);
    for (mk_int i = begin; i < end; ++i)
      product(s.trans_a, s.trans_b, s.m, s.n, s.k, s.a + i * s.stride_a, s.lda, s.b + i * s.stride_b, s.ldb, s.accumulate,
              s.c + i * s.stride_c, s.ldc);
  }
};

template <class T>
void run(int trans_a, int trans_b, mk_int batch, mk_int m, mk_int n, mk_int k, const void *a, mk_int lda, mk_int stride_a, const void *b,
         mk_int ldb, mk_int stride_b, int64_t beta, void *c, mk_int ldc, mk_int stride_c) {
  Batch<T> s{trans_a, trans_b, m, n, k, lda, stride_a, ldb, stride_b, ldc, stride_c,
             static_cast<const T *>(a), static_cast<const T *>(b), beta != 0, static_cast<T *>(c)};
  mk_parallel_for(batch, 1 + 100000 / (m * n * k + 1), Batch<T>::run, &s);
}

}  // namespace

void mk_gemm_integer(mk_dtype dtype, int trans_a, int trans_b, mk_int batch, mk_int m, mk_int n, mk_int k, const void *a, mk_int lda,
                     mk_int stride_a, const void *b, mk_int ldb, mk_int stride_b, int64_t beta, void *c, mk_int ldc, mk_int stride_c) {
  switch (dtype) {
#define CASE(D, T) \
  case D: run<T>(trans_a, trans_b, batch, m, n, k, a, lda, stride_a, b, ldb, stride_b, beta, c, ldc, stride_c); break;
    CASE(MK_I8, int8_t)
    CASE(MK_U8, uint8_t)
    CASE(MK_I16, int16_t)
    CASE(MK_I32, int32_t)
    CASE(MK_I64, int64_t)
#undef CASE
    default: break;
  }
}
