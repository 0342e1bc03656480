// Small matrix products over data that lies in the first cache levels, with every sum in a register.
#if defined(MK_ATTENTION_MULTIPLY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_ATTENTION_MULTIPLY_INL_H
#undef MK_ATTENTION_MULTIPLY_INL_H
#else
#define MK_ATTENTION_MULTIPLY_INL_H
#endif
#include "internal/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// c (m, n) = a (m, depth) b (depth, n), or c += … . b and c are rows of adjacent elements, n a multiple of kLanes; a may have any strides,
// since its elements are spread over vectors one at a time.
template <class T>
struct Product {
  mk_int m, n, depth;
  const T *a;
  mk_int a_row, a_column;
  const T *b;
  mk_int b_row;
  T *c;
  mk_int c_row;
  bool accumulate;
};

// How many 64-byte sums the registers hold beside a row of b and an element of a.
#if HWY_CAP_GE512
constexpr int kRegisters = 24;
#elif HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_NEON
constexpr int kRegisters = 6;
#else
constexpr int kRegisters = 3;
#endif

template <class T, int Rows, int Vectors>
HWY_INLINE void product_tile(const Product<T> &p, mk_int i, mk_int j) {
  using V = Vec<T, kLanes<T>>;
  V sums[Rows][Vectors];
  T *c = p.c + i * p.c_row + j;
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) sums[r][v] = p.accumulate ? load<kLanes<T>>(c + r * p.c_row + v * kLanes<T>) : V(0);
  const T *a = p.a + i * p.a_row, *b = p.b + j;
  for (mk_int k = 0; k < p.depth; ++k, a += p.a_column, b += p.b_row) {
    V row[Vectors];
#pragma clang loop unroll(full)
    for (int v = 0; v < Vectors; ++v) row[v] = load<kLanes<T>>(b + v * kLanes<T>);
#pragma clang loop unroll(full)
    for (int r = 0; r < Rows; ++r)
#pragma clang loop unroll(full)
      for (int v = 0; v < Vectors; ++v) sums[r][v] += a[r * p.a_row] * row[v];
  }
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) store<T, kLanes<T>>(c + r * p.c_row + v * kLanes<T>, sums[r][v]);
}

template <class T, int Vectors>
HWY_NOINLINE void product_strip(const Product<T> &p, mk_int j) {
  constexpr int rows = kRegisters / Vectors < 12 ? kRegisters / Vectors : 12;
  mk_int i = 0;
  for (; i + rows <= p.m; i += rows) product_tile<T, rows, Vectors>(p, i, j);
  if constexpr (rows > 8) if (i + 8 <= p.m) { product_tile<T, 8, Vectors>(p, i, j); i += 8; }
  if constexpr (rows > 4) if (i + 4 <= p.m) { product_tile<T, 4, Vectors>(p, i, j); i += 4; }
  if constexpr (rows > 2) if (i + 2 <= p.m) { product_tile<T, 2, Vectors>(p, i, j); i += 2; }
  for (; i < p.m; ++i) product_tile<T, 1, Vectors>(p, i, j);
}

template <class T>
HWY_INLINE void multiply(const Product<T> &p) {
  mk_int j = 0;
  if constexpr (kRegisters >= 24) {
    for (; j + 4 * kLanes<T> <= p.n; j += 4 * kLanes<T>) product_strip<T, 4>(p, j);
    if (j + 3 * kLanes<T> <= p.n) {
      product_strip<T, 3>(p, j);
      j += 3 * kLanes<T>;
    } else if (j + 2 * kLanes<T> <= p.n) {
      product_strip<T, 2>(p, j);
      j += 2 * kLanes<T>;
    }
  }
  for (; j < p.n; j += kLanes<T>) product_strip<T, 1>(p, j);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
