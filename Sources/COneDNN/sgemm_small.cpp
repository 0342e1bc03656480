// A kernel of fixed size, whose sums stay in registers, goes over panels of op(B) a few vectors wide and broadcasts elements of op(A), which is read as it
// lies. So is B, unless it is transposed or a panel reaches over its edge.
#include "sgemm_small.hpp"
#include "dispatch.hpp"
#include "mk_copy.h"
#include "scratch.hpp"
#include <algorithm>

namespace md {
namespace {

struct Operands {
  mk_int m, n, k;
  float alpha;
  const float *a;
  mk_int across_a, down_a; // from one row of op(A) to the next, and from one column
  const float *b;
  mk_int down_b;   // from one row of op(B) to the next
  bool padded;     // whether a row of op(B) goes on to the end of its last vector
  float beta;
  float *c;
  mk_int ldc;
};

// Panels of 1 to sizeof...(Rows) vectors of `Bytes` bytes, and for each width as many rows of sums as the registers hold.
template <int Bytes, int... Rows> struct SmallKernel {
  typedef float V __attribute__((vector_size(Bytes), aligned(4), may_alias));
  static constexpr mk_int lanes = Bytes / 4;
  static constexpr int rows[] = {0, Rows...}, widest = sizeof...(Rows);

  // R rows of C, n of its columns; b: W vectors of each row of op(B), `pitch` apart.
  template <int R, int W> static MD_INLINE void tile(const Operands &x, const float *a, const float *b, mk_int pitch, mk_int n, float *c) {
    V sums[R][W] = {};
    for (mk_int p = 0; p < x.k; p++, a += x.down_a, b += pitch) {
      V row[W];
      MD_UNROLL for (int v = 0; v < W; v++) row[v] = *reinterpret_cast<const V *>(b + v * lanes);
      MD_UNROLL for (int r = 0; r < R; r++)
        MD_UNROLL for (int v = 0; v < W; v++) sums[r][v] += a[r * x.across_a] * row[v];
    }
    MD_UNROLL for (int r = 0; r < R; r++)
      MD_UNROLL for (int v = 0; v < W; v++) store(x.alpha * sums[r][v], x.beta, n - v * lanes, c + r * x.ldc + v * lanes);
  }

  static MD_INLINE void store(const V &sum, float beta, mk_int live, float *c) {
    if (live >= lanes) {
      V &out = *reinterpret_cast<V *>(c);
      out = beta == 0 ? sum : sum + beta * out;
    } else {
      for (mk_int j = 0; j < lanes; j++)
        if (j < live) c[j] = beta == 0 ? sum[j] : sum[j] + beta * c[j];
    }
  }

  // All rows from the i-th on, as many at a time as fit, then half as many.
  template <int R, int W> static MD_INLINE void down(const Operands &x, mk_int i, const float *b, mk_int pitch, mk_int j, mk_int n) {
    for (; i + R <= x.m; i += R) tile<R, W>(x, x.a + i * x.across_a, b, pitch, n, x.c + i * x.ldc + j);
    if constexpr (R > 1) {
      if (i < x.m) down<R / 2, W>(x, i, b, pitch, j, n);
    }
  }

  // The panel's `vectors`, 1 to W.
  template <int W> static MD_INLINE void panel(const Operands &x, mk_int vectors, const float *b, mk_int pitch, mk_int j, mk_int n) {
    if (vectors == W) return down<rows[W], W>(x, 0, b, pitch, j, n);
    if constexpr (W > 1) panel<W - 1>(x, vectors, b, pitch, j, n);
  }

  static MD_INLINE void multiply(const Operands &x) {
    const mk_int vectors = (x.n + lanes - 1) / lanes, panels = (vectors + widest - 1) / widest;
    const Scratch space(x.padded || x.n % lanes == 0 ? 0 : widest * lanes * x.k * 4);
    for (mk_int i = 0; i < panels; i++) { // of about equal widths: the narrow ones are slow
      const mk_int first = vectors * i / panels, width = vectors * (i + 1) / panels - first;
      const mk_int j = first * lanes, n = std::min(width * lanes, x.n - j);
      const float *b = x.b + j;
      mk_int pitch = x.down_b;
      if (!x.padded && n % lanes != 0) { // a whole vector would reach past the end
        float *const to = space.as<float>();
        for (mk_int p = 0; p < x.k; p++)
          for (mk_int w = 0; w < width * lanes; w++) to[p * width * lanes + w] = w < n ? b[p * pitch + w] : 0;
        b = to;
        pitch = width * lanes;
      }
      panel<widest>(x, width, b, pitch, j, n);
    }
  }
};

#if defined(__x86_64__)
// Without a minimum width the compiler would cut 64-byte vectors in two, as it prefers 32 bytes on these processors.
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) void multiply_512(const Operands &x) { SmallKernel<64, 16, 12, 8>::multiply(x); }
__attribute__((target("arch=x86-64-v3"))) void multiply_256(const Operands &x) { SmallKernel<32, 8, 6>::multiply(x); }
#endif
void multiply_128(const Operands &x) { SmallKernel<16, 8, 4>::multiply(x); }

auto best_kernel() {
#if defined(__x86_64__)
  const int level = x86_level();
  if (level == 4) return multiply_512;
  if (level == 3) return multiply_256;
#endif
  return multiply_128;
}

// The transpose of a matrix with `rows` rows; its own rows have room for whole vectors of any instruction set.
class Transposed {
public:
  Transposed(const float *from, mk_int rows, mk_int columns, mk_int ld) : pitch((rows + 15) / 16 * 16), space_(columns * pitch * 4) {
    const mk_int shape[] = {columns, rows}, strides[] = {pitch, 1}, from_strides[] = {1, ld};
    const mk_operand target{space_.data(), strides, MK_F32}, source{const_cast<float *>(from), from_strides, MK_F32};
    mk_copy(2, shape, &target, &source);
  }
  const float *data() const { return space_.as<float>(); }
  const mk_int pitch;

private:
  const Scratch space_;
};

// Panels of op(B) that fit the first-level cache; sums of many products also lose less in parts.
constexpr mk_int depth_limit = 256;

void multiply(Operands x) {
  static const auto kernel = best_kernel();
  const mk_int depth = x.k;
  for (mk_int p = 0; p == 0 || p < depth; p += depth_limit) {
    x.k = std::min(depth_limit, depth - p);
    kernel(x);
    x.a += depth_limit * x.down_a;
    x.b += depth_limit * x.down_b;
    x.beta = 1;
  }
}

// Vectors lie along the columns of op(B), so its rows have to be contiguous.
void multiply_rows(bool trans_b, Operands x, mk_int ldb) {
  if (!trans_b) return multiply(x);
  const Transposed b(x.b, x.n, x.k, ldb);
  x.b = b.data();
  x.down_b = b.pitch;
  x.padded = true;
  multiply(x);
}

} // namespace

void sgemm_small(bool trans_a, bool trans_b, mk_int m, mk_int n, mk_int k, float alpha, const float *a, mk_int lda, const float *b, mk_int ldb,
                 float beta, float *c, mk_int ldc) {
  constexpr mk_int narrow = 16;
  if (n > narrow || m <= n) {
    return multiply_rows(trans_b, {m, n, k, alpha, a, trans_a ? 1 : lda, trans_a ? lda : 1, b, ldb, false, beta, c, ldc}, ldb);
  }
  // The vectors would be nearly empty: they go along the rows instead, op(B)' op(A)'.
  const Scratch space(m * n * 4);
  float *const t = space.as<float>();
  multiply_rows(!trans_a, {n, m, k, alpha, b, trans_b ? ldb : 1, trans_b ? 1 : ldb, a, lda, false, 0, t, m}, lda);
  for (mk_int i = 0; i < m; i++)
    for (mk_int j = 0; j < n; j++) c[i * ldc + j] = beta == 0 ? t[j * m + i] : t[j * m + i] + beta * c[i * ldc + j];
}

} // namespace md
