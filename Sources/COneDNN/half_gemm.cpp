#include "half_gemm.hpp"
#include "cache.hpp"
#include "half.hpp"
#include "primitive.hpp"

namespace md {
namespace {

struct Shape {
  mk_dtype dtype;
  bool trans_a, trans_b;
  mk_int m, n, k, lda, ldb, ldc;
};

// The oneDNN primitive for this product into float or into the half type itself; null where the processor or the
// version of oneDNN has none for the type.
std::shared_ptr<Primitive> matmul(const Shape &s, bool float_result) {
  static Cache<10, Primitive> cache(4096);
  const Key<10> key{s.dtype, s.trans_a, s.trans_b, s.m, s.n, s.k, s.lda, s.ldb, s.ldc, float_result};
  return cache.get(key, [&]() -> std::shared_ptr<Primitive> {
    const auto type = data_type(s.dtype);
    const memory::desc a({s.m, s.k}, type, s.trans_a ? memory::dims{1, s.lda} : memory::dims{s.lda, 1});
    const memory::desc b({s.k, s.n}, type, s.trans_b ? memory::dims{1, s.ldb} : memory::dims{s.ldb, 1});
    const memory::desc c({s.m, s.n}, float_result ? memory::data_type::f32 : type, memory::dims{s.ldc, 1});
    try {
      auto descriptor = describe<dnnl::matmul>(attributes(), a, b, c);
      return std::shared_ptr<Primitive>(Primitive::make<dnnl::matmul>(
          descriptor, {{DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, c}}));
    } catch (const dnnl::error &) {
      return nullptr;
    }
  });
}

// The product in float into `c` (m, n), dense.
void product_in_float(const Shape &s, const void *a, const void *b, float *c) {
  Shape into_float = s;
  into_float.ldc = s.n;
  if (auto primitive = matmul(into_float, true)) return primitive->run({a, b, c});
  const mk_int rows_a = s.trans_a ? s.k : s.m, cols_a = s.trans_a ? s.m : s.k;
  const mk_int rows_b = s.trans_b ? s.n : s.k, cols_b = s.trans_b ? s.k : s.n;
  Scratch float_a(rows_a * cols_a * 4), float_b(rows_b * cols_b * 4);
  widen(s.dtype, rows_a, cols_a, a, s.lda, float_a.as<float>());
  widen(s.dtype, rows_b, cols_b, b, s.ldb, float_b.as<float>());
  dnnl::error::wrap_c_api(dnnl_sgemm(s.trans_a ? 'T' : 'N', s.trans_b ? 'T' : 'N', s.m, s.n, s.k, 1, float_a.as<float>(), cols_a,
                                     float_b.as<float>(), cols_b, 0, c, s.n),
                          "sgemm");
}

} // namespace

void half_gemm(mk_dtype dtype, bool trans_a, bool trans_b, mk_int m, mk_int n, mk_int k, double alpha, const void *a, mk_int lda,
               const void *b, mk_int ldb, double beta, void *c, mk_int ldc) {
  const Shape shape{dtype, trans_a, trans_b, m, n, k, lda, ldb, ldc};
  if (alpha == 1 && beta == 0)
    if (auto primitive = matmul(shape, false)) return primitive->run({a, b, c});
  Scratch product(m * n * 4);
  product_in_float(shape, a, b, product.as<float>());
  narrow(dtype, m, n, static_cast<float>(alpha), product.as<float>(), static_cast<float>(beta), c, ldc);
}

} // namespace md
