// Blocks of 64 rows turned into columns and back: with queries across the vectors, softmax runs down the lanes and no sum crosses them.
#if defined(MK_ATTENTION_COLUMNS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_ATTENTION_COLUMNS_INL_H
#undef MK_ATTENTION_COLUMNS_INL_H
#else
#define MK_ATTENTION_COLUMNS_INL_H
#endif
#include <utility>
#include "Attention/attention.h"
#include "internal/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T, int N, int... I>
HWY_INLINE Vec<T, N> interleave(Vec<T, N> x, Vec<T, N> y, std::integer_sequence<int, I...>, std::true_type) {
  return __builtin_shufflevector(x, y, (N / 2 + I / 2 + I % 2 * N)...);
}
template <class T, int N, int... I>
HWY_INLINE Vec<T, N> interleave(Vec<T, N> x, Vec<T, N> y, std::integer_sequence<int, I...>, std::false_type) {
  return __builtin_shufflevector(x, y, (I / 2 + I % 2 * N)...);
}

// N × N elements: log N rounds of a perfect shuffle of the rows.
template <class T, int N>
HWY_INLINE void transpose_square(const T *from, mk_int from_row, T *to, mk_int to_row) {
  using V = Vec<T, N>;
  constexpr std::make_integer_sequence<int, N> lanes{};
  V rows[N], next[N];
#pragma clang loop unroll(full)
  for (int i = 0; i < N; ++i) rows[i] = load<N>(from + i * from_row);
#pragma clang loop unroll(full)
  for (int round = 1; round < N; round *= 2) {
#pragma clang loop unroll(full)
    for (int i = 0; i < N / 2; ++i) {
      next[2 * i] = interleave<T, N>(rows[i], rows[i + N / 2], lanes, std::false_type());
      next[2 * i + 1] = interleave<T, N>(rows[i], rows[i + N / 2], lanes, std::true_type());
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < N; ++i) rows[i] = next[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < N; ++i) store<T, N>(to + i * to_row, rows[i]);
}

template <class T>
HWY_NOINLINE void transpose(const T *from, mk_int from_row, mk_int rows, mk_int columns, T *to, mk_int to_row) {
  constexpr int N = kLanes<T>;
  mk_int done_rows = rows / 8 * 8, done_columns = columns / 8 * 8;
  for (mk_int i = 0; i < done_rows;) {
    bool tall = N > 8 && i + N <= done_rows;
    for (mk_int j = 0; j < done_columns;) {
      if (tall && j + N <= done_columns) {
        transpose_square<T, N>(from + i * from_row + j, from_row, to + j * to_row + i, to_row);
        j += N;
      } else {
        for (mk_int down = 0; down < (tall ? N : 8); down += 8)
          transpose_square<T, 8>(from + (i + down) * from_row + j, from_row, to + j * to_row + i + down, to_row);
        j += 8;
      }
    }
    i += tall ? N : 8;
  }
  for (mk_int i = 0; i < rows; ++i)
    for (mk_int j = i < done_rows ? done_columns : 0; j < columns; ++j) to[j * to_row + i] = from[i * from_row + j];
}

// columns[e * 64 + i] = x[i * row + e] · factor for count <= 64 rows; zeros beyond.
template <class T>
HWY_INLINE void to_columns(const T *x, mk_int row, mk_int count, mk_int width, T factor, T *columns) {
  if (count < kColumns) std::memset(columns, 0, size_t(width * kColumns) * sizeof(T));
  transpose(x, row, count, width, columns, kColumns);
  if (factor != T(1))
    for (mk_int i = 0; i < width * kColumns; ++i) columns[i] *= factor;
}

// The reverse: x[i * row + e] = columns[e * 64 + i] · factors[i]. The columns are scaled in place.
template <class T>
HWY_INLINE void from_columns(T *columns, const T *factors, mk_int count, mk_int width, T *x, mk_int row) {
  for (mk_int e = 0; e < width; ++e)
    for (mk_int i = 0; i < kColumns; ++i) columns[e * kColumns + i] *= factors[i];
  transpose(columns, kColumns, width, count, x, row);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
