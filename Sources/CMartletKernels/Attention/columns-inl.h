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

// Of two rows, Step apart, the lanes whose number has not the bit Step, and those that have it: what each of the two becomes when the
// blocks of Step × Step beside the diagonal change places.
template <class T, int N, int Step, int... I>
HWY_INLINE Vec<T, N> upper(Vec<T, N> x, Vec<T, N> y, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(x, y, (I & Step ? N + I - Step : I)...);
}
template <class T, int N, int Step, int... I>
HWY_INLINE Vec<T, N> lower(Vec<T, N> x, Vec<T, N> y, std::integer_sequence<int, I...>) {
  return __builtin_shufflevector(x, y, (I & Step ? N + I : I + Step)...);
}

// In log N rounds, each in place: nearly every shuffle is one instruction without a table of lanes, so that all rows stay in registers.
template <class T, int N, int Step>
HWY_INLINE void transpose_rounds(Vec<T, N> *rows) {
  constexpr std::make_integer_sequence<int, N> lanes{};
#pragma clang loop unroll(full)
  for (int i = 0; i < N; ++i)
    if (!(i & Step)) {
      const Vec<T, N> x = rows[i], y = rows[i + Step];
      rows[i] = upper<T, N, Step>(x, y, lanes);
      rows[i + Step] = lower<T, N, Step>(x, y, lanes);
    }
  if constexpr (Step > 1) transpose_rounds<T, N, Step / 2>(rows);
}

// N × N elements.
template <class T, int N>
HWY_INLINE void transpose_square(const T *from, mk_int from_row, T *to, mk_int to_row) {
  Vec<T, N> rows[N];
#pragma clang loop unroll(full)
  for (int i = 0; i < N; ++i) rows[i] = load<N>(from + i * from_row);
  transpose_rounds<T, N, N / 2>(rows);
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
