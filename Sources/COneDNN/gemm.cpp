// Matrix products: float by oneDNN's sgemm or, when small, our own kernel, double and integers by our own, half types by a matmul primitive or by way of float.
#include "COneDNN.h"
#include "error.hpp"
#include "half_gemm.hpp"
#include "packed_gemm.hpp"
#include "sgemm_small.hpp"
#include "threads.hpp"
#include <algorithm>
#include <oneapi/dnnl/dnnl.hpp>

namespace md {
namespace {

struct Product {
  mk_dtype dtype;
  bool trans_a, trans_b;
  mk_int m, n, k;
  double alpha;
  const void *a;
  mk_int lda;
  const void *b;
  mk_int ldb;
  double beta;
  void *c;
  mk_int ldc;
  bool small = is_small();

  // oneDNN's sgemm compiles its kernels when it is first called, for 25 ms, and is no faster than ours while each matrix fits a quarter of the second-level
  // cache. Asked of the whole product, never of a thread's tile, so that the number of threads cannot change the choice.
  bool is_small() const {
    constexpr mk_int most = 65536;
    return dtype == MK_F32 && m * k <= most && k * n <= most && m * n <= most;
  }
};

// About 2 µs of arithmetic on one core, which is what a parallel region costs.
constexpr double flops_a_thread = 512e3;

double flops(const Product &p) { return 2.0 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k); }

mk_int element_bytes(mk_dtype dtype) {
  switch (dtype) {
  case MK_F64: case MK_I64: return 8;
  case MK_F32: case MK_I32: return 4;
  case MK_I8: case MK_U8: return 1;
  default: return 2;
  }
}

const void *advance(mk_dtype dtype, const void *p, mk_int elements) { return static_cast<const char *>(p) + elements * element_bytes(dtype); }
void *advance(mk_dtype dtype, void *p, mk_int elements) { return static_cast<char *>(p) + elements * element_bytes(dtype); }

void sgemm(const Product &p) {
  const dnnl_status_t status =
      dnnl_sgemm(p.trans_a ? 'T' : 'N', p.trans_b ? 'T' : 'N', p.m, p.n, p.k, static_cast<float>(p.alpha), static_cast<const float *>(p.a),
                 p.lda, static_cast<const float *>(p.b), p.ldb, static_cast<float>(p.beta), static_cast<float *>(p.c), p.ldc);
  dnnl::error::wrap_c_api(status, "sgemm");
}

template <class T> void packed(const Product &p) {
  packed_gemm<T>({p.trans_a, p.trans_b, p.m, p.n, p.k, static_cast<T>(p.alpha), static_cast<const T *>(p.a), p.lda, static_cast<const T *>(p.b), p.ldb,
                  static_cast<T>(p.beta), static_cast<T *>(p.c), p.ldc});
}

void small_sgemm(const Product &p) {
  sgemm_small(p.trans_a, p.trans_b, p.m, p.n, p.k, static_cast<float>(p.alpha), static_cast<const float *>(p.a), p.lda, static_cast<const float *>(p.b),
              p.ldb, static_cast<float>(p.beta), static_cast<float *>(p.c), p.ldc);
}

// On whatever threads the library takes: one under OneThread or in a parallel region.
void multiply_whole(const Product &p) {
  switch (p.dtype) {
  case MK_F32: return p.small ? small_sgemm(p) : sgemm(p);
  case MK_F64: return packed<double>(p);
  case MK_I64: return packed<uint64_t>(p);
  case MK_I32: return packed<uint32_t>(p);
  case MK_I16: return packed<uint16_t>(p);
  case MK_I8: case MK_U8: return packed<uint8_t>(p);
  default: return half_gemm(p.dtype, p.trans_a, p.trans_b, p.m, p.n, p.k, p.alpha, p.a, p.lda, p.b, p.ldb, p.beta, p.c, p.ldc);
  }
}

// C cut into rows x columns tiles, one for each thread. sgemm's own cutting loses up to half of the speed on the shapes of linear
// layers (transposed B), and cutting k, as it may, would make results depend on the number of threads.
struct Tiles {
  Product product;
  mk_int rows, columns;
};

// Kernels work on 48 columns (AVX-512) and 8 rows at a time; ours for small products on any number of whole vectors.
constexpr mk_int row_unit = 8, column_unit = 48, small_column_unit = 16;

mk_int cut(mk_int size, mk_int unit, mk_int pieces, mk_int i) {
  const mk_int units = (size + unit - 1) / unit;
  return std::min(size, units * i / pieces * unit);
}

// The cut into `threads` tiles that packs the least (each tile packs its rows of A and its columns of B); rows 0 when the tiles would be too small.
Tiles choose_tiles(const Product &p, mk_int threads) {
  constexpr mk_int least_rows = 16, least_columns = 48;
  Tiles best{p, 0, 0};
  mk_int best_cost = 0;
  for (mk_int rows = 1; rows <= threads; rows++) {
    const mk_int columns = threads / rows;
    if (rows * columns != threads || (rows > 1 && p.m < rows * least_rows) || (columns > 1 && p.n < columns * least_columns)) continue;
    const mk_int cost = p.m * columns + p.n * rows;
    if (best.rows == 0 || cost < best_cost) best.rows = rows, best.columns = columns, best_cost = cost;
  }
  return best;
}

int multiply_tile(const Tiles &t, mk_int index) {
  const mk_int i = index / t.columns, j = index % t.columns;
  const Product &whole = t.product;
  const mk_int columns = whole.small ? small_column_unit : column_unit;
  const mk_int m0 = cut(whole.m, row_unit, t.rows, i), n0 = cut(whole.n, columns, t.columns, j);
  Product tile = whole;
  tile.m = cut(whole.m, row_unit, t.rows, i + 1) - m0;
  tile.n = cut(whole.n, columns, t.columns, j + 1) - n0;
  if (tile.m == 0 || tile.n == 0) return 0;
  tile.a = advance(whole.dtype, whole.a, whole.trans_a ? m0 : m0 * whole.lda);
  tile.b = advance(whole.dtype, whole.b, whole.trans_b ? n0 * whole.ldb : n0);
  tile.c = advance(whole.dtype, whole.c, m0 * whole.ldc + n0);
  return guarded("gemm", [&] {
    multiply_whole(tile);
    return 0;
  });
}

int multiply(const Product &p) {
  const bool half = p.dtype == MK_F16 || p.dtype == MK_BF16, vector = p.dtype == MK_F32 || p.dtype == MK_F64;
  // A matrix times a vector is bound by memory: packing would only cost.
  if (vector && p.n == 1 && (p.ldc == 1 || p.m == 1) && (p.trans_b || p.ldb == 1))
    return md_gemv(p.dtype, p.trans_a, p.trans_a ? p.k : p.m, p.trans_a ? p.m : p.k, p.alpha, p.a, p.lda, p.b, p.beta, p.c);
  if (vector && p.m == 1 && (!p.trans_a || p.lda == 1))
    return md_gemv(p.dtype, !p.trans_b, p.trans_b ? p.n : p.k, p.trans_b ? p.k : p.n, p.alpha, p.b, p.ldb, p.a, p.beta, p.c);

  const mk_int worth = static_cast<mk_int>(std::min(flops(p) / flops_a_thread, 1e6));
  const mk_int threads = omp_in_parallel() ? 1 : std::min<mk_int>(mk_num_threads(), worth);
  if (threads <= 1) {
    OneThread alone;
    multiply_whole(p);
    return 0;
  }
  const Tiles tiles = half ? Tiles{p, 0, 0} : choose_tiles(p, threads);
  if (tiles.rows == 0) { // oneDNN may find parallelism where we do not: within k
    multiply_whole(p);
    return 0;
  }
  struct Job {
    const Tiles &tiles;
    int failed;
  } job{tiles, 0};
  auto body = [](void *context, mk_int begin, mk_int end) {
    Job &j = *static_cast<Job *>(context);
    for (mk_int i = begin; i < end; i++)
      if (multiply_tile(j.tiles, i)) __atomic_store_n(&j.failed, 1, __ATOMIC_RELAXED);
  };
  mk_parallel_for(threads, 1, body, &job);
  return job.failed ? fail("gemm: out of memory") : 0; // the one thing that can fail in a tile; its message is on another thread
}

int check(mk_dtype dtype) {
  return dtype != MK_BOOL ? 0 : fail("gemm: no product for dtype %d", static_cast<int>(dtype));
}

struct Batch {
  Product product; // the first
  mk_int stride_a, stride_b, stride_c;
  int failed;

  Product at(mk_int i) const {
    Product p = product;
    p.a = advance(p.dtype, p.a, i * stride_a);
    p.b = advance(p.dtype, p.b, i * stride_b);
    p.c = advance(p.dtype, p.c, i * stride_c);
    return p;
  }
};

int multiply_batch(Batch &batch, mk_int count) {
  Product &p = batch.product;
  // One matrix for all, and rows that follow on from one another: a single tall product.
  if (batch.stride_b == 0 && !p.trans_a && batch.stride_a == p.m * p.lda && batch.stride_c == p.m * p.ldc) {
    p.m *= count;
    p.small = p.is_small();
    return multiply(p);
  }
  // Few large products: each on all threads, so that none waits for the last.
  if (flops(p) > 16 * flops_a_thread * mk_num_threads() && count < 4 * mk_num_threads()) {
    for (mk_int i = 0; i < count; i++)
      if (multiply(batch.at(i))) return 1;
    return 0;
  }
  auto body = [](void *context, mk_int begin, mk_int end) {
    Batch &b = *static_cast<Batch *>(context);
    OneThread alone;
    for (mk_int i = begin; i < end; i++)
      if (guarded("gemm", [&] {
            multiply_whole(b.at(i));
            return 0;
          }))
        __atomic_store_n(&b.failed, 1, __ATOMIC_RELAXED);
  };
  mk_parallel_for(count, static_cast<mk_int>(flops_a_thread / (flops(p) + 1e3)) + 1, body, &batch);
  return batch.failed ? fail("gemm: out of memory") : 0;
}

} // namespace
} // namespace md

int md_gemm(mk_dtype dtype, int trans_a, int trans_b, mk_int m, mk_int n, mk_int k, double alpha, const void *a, mk_int lda,
            const void *b, mk_int ldb, double beta, void *c, mk_int ldc) {
  if (md::check(dtype)) return 1;
  return md::guarded("gemm", [&] { return md::multiply({dtype, trans_a != 0, trans_b != 0, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc}); });
}

int md_gemm_batched(mk_dtype dtype, int trans_a, int trans_b, mk_int batch, mk_int m, mk_int n, mk_int k, double alpha,
                    const void *a, mk_int lda, mk_int stride_a, const void *b, mk_int ldb, mk_int stride_b, double beta, void *c,
                    mk_int ldc, mk_int stride_c) {
  if (md::check(dtype)) return 1;
  return md::guarded("gemm", [&] {
    md::Batch all{{dtype, trans_a != 0, trans_b != 0, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc}, stride_a, stride_b, stride_c, 0};
    return md::multiply_batch(all, batch);
  });
}
