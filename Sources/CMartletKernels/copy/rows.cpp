#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "copy/rows.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "copy/rows.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class To, class From>
void copy_row(mk_int n, void *dst_data, mk_int dst_stride, const void *src_data, mk_int src_stride) {
  To *dst = static_cast<To *>(dst_data);
  const From *src = static_cast<const From *>(src_data);
  if (dst_stride == 1 && src_stride == 1) {
    if constexpr (std::is_same_v<To, From>) {
      std::memcpy(dst, src, size_t(n) * sizeof(To));
    } else {
#pragma clang loop vectorize(assume_safety)
      for (mk_int i = 0; i < n; ++i) dst[i] = convert<To>(src[i]);
    }
  } else if (dst_stride == 1 && src_stride == -1) { // mirrored
#pragma clang loop vectorize(assume_safety)
    for (mk_int i = 0; i < n; ++i) dst[i] = convert<To>(src[-i]);
  } else if (src_stride == 0) {
    To value = convert<To>(*src);
    for (mk_int i = 0; i < n; ++i) dst[i * dst_stride] = value;
  } else {
#pragma clang loop vectorize(disable) unroll_count(4)
    for (mk_int i = 0; i < n; ++i) dst[i * dst_stride] = convert<To>(src[i * src_stride]);
  }
}

template <class To>
constexpr RowCopy from_each[] = {copy_row<To, float>,  copy_row<To, double>,  copy_row<To, half>,    copy_row<To, bfloat16>, copy_row<To, int8_t>,
                                 copy_row<To, uint8_t>, copy_row<To, int16_t>, copy_row<To, int32_t>, copy_row<To, int64_t>,  copy_row<To, bool>};
constexpr const RowCopy *to_each[] = {from_each<float>,   from_each<double>,  from_each<half>,    from_each<bfloat16>, from_each<int8_t>,
                                      from_each<uint8_t>, from_each<int16_t>, from_each<int32_t>, from_each<int64_t>,  from_each<bool>};

const RowCopy *const *row_copies() { return to_each; }

template <class E>
void fill(mk_int n, void *dst_data, const void *value_data) {
  E *dst = static_cast<E *>(dst_data), value;
  std::memcpy(&value, value_data, sizeof(E));
  for (mk_int i = 0; i < n; ++i) dst[i] = value;
}

void fill_elements(mk_int size, mk_int n, void *dst, const void *value) {
  switch (size) {
    case 1: return fill<uint8_t>(n, dst, value);
    case 2: return fill<uint16_t>(n, dst, value);
    case 4: return fill<uint32_t>(n, dst, value);
    default: return fill<uint64_t>(n, dst, value);
  }
}

// (a0, b0, a1, b1, …) in two vectors.
template <class V>
HWY_INLINE void interleave(V a, V b, V &low, V &high) {
  constexpr int lanes = sizeof(V) / sizeof(a[0]);
  if constexpr (lanes == 2) {
    low = __builtin_shufflevector(a, b, 0, 2);
    high = __builtin_shufflevector(a, b, 1, 3);
  } else if constexpr (lanes == 4) {
    low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
    high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  } else if constexpr (lanes == 8) {
    low = __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    high = __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  } else {
    low = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    high = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  }
}

// A square of as many rows as a vector has lanes. Interleaving row i with row i + lanes/2 rotates the bits of (row, column)
// by one; after log₂(lanes) rounds row and column have changed places.
constexpr int square_bytes = HWY_MAX_BYTES < 64 ? HWY_MAX_BYTES : 64;

template <class E>
HWY_INLINE void transpose_square(E *HWY_RESTRICT dst, mk_int dst_pitch, const E *HWY_RESTRICT src, mk_int src_pitch) {
  constexpr int lanes = square_bytes / sizeof(E);
  typedef E Vector __attribute__((vector_size(square_bytes)));
  Vector rows[lanes], next[lanes];
  for (int r = 0; r < lanes; ++r) std::memcpy(&rows[r], src + r * src_pitch, sizeof(Vector));
  for (int round = 1; round < lanes; round *= 2) {
    for (int r = 0; r < lanes / 2; ++r) interleave(rows[r], rows[r + lanes / 2], next[2 * r], next[2 * r + 1]);
    std::memcpy(rows, next, sizeof(rows));
  }
  for (int r = 0; r < lanes; ++r) std::memcpy(dst + r * dst_pitch, &rows[r], sizeof(Vector));
}

template <class E>
void transpose(mk_int rows, mk_int columns, void *dst_data, mk_int dst_pitch, const void *src_data, mk_int src_pitch) {
  E *dst = static_cast<E *>(dst_data);
  const E *src = static_cast<const E *>(src_data);
  constexpr mk_int lanes = sizeof(E) >= 4 ? square_bytes / sizeof(E) : 16;
  mk_int whole_rows = rows - rows % lanes, whole_columns = columns - columns % lanes;
  for (mk_int r = 0; r < whole_rows; r += lanes) {
    for (mk_int c = 0; c < whole_columns; c += lanes) {
      if constexpr (sizeof(E) >= 4) {
        transpose_square(dst + r * dst_pitch + c, dst_pitch, src + c * src_pitch + r, src_pitch);
      } else {
        for (mk_int i = r; i < r + lanes; ++i)
          for (mk_int j = c; j < c + lanes; ++j) dst[i * dst_pitch + j] = src[j * src_pitch + i];
      }
    }
    for (mk_int c = whole_columns; c < columns; ++c)
      for (mk_int i = r; i < r + lanes; ++i) dst[i * dst_pitch + c] = src[c * src_pitch + i];
  }
  for (mk_int r = whole_rows; r < rows; ++r)
    for (mk_int c = 0; c < columns; ++c) dst[r * dst_pitch + c] = src[c * src_pitch + r];
}

void transpose_elements(mk_int size, mk_int rows, mk_int columns, void *dst, mk_int dst_pitch, const void *src, mk_int src_pitch) {
  switch (size) {
    case 1: return transpose<uint8_t>(rows, columns, dst, dst_pitch, src, src_pitch);
    case 2: return transpose<uint16_t>(rows, columns, dst, dst_pitch, src, src_pitch);
    case 4: return transpose<uint32_t>(rows, columns, dst, dst_pitch, src, src_pitch);
    default: return transpose<uint64_t>(rows, columns, dst, dst_pitch, src, src_pitch);
  }
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {

HWY_EXPORT(row_copies);
HWY_EXPORT(fill_elements);
HWY_EXPORT(transpose_elements);

RowCopy row_copy(mk_dtype dst, mk_dtype src) {
  static const RowCopy *const *table = HWY_DYNAMIC_DISPATCH(row_copies)();
  return table[dst][src];
}

void fill_row(mk_dtype dtype, mk_int n, void *dst, const void *value) {
  HWY_DYNAMIC_DISPATCH(fill_elements)(size_of(dtype), n, dst, value);
}

void transpose_tile(mk_int size, mk_int rows, mk_int columns, void *dst, mk_int dst_pitch, const void *src, mk_int src_pitch) {
  HWY_DYNAMIC_DISPATCH(transpose_elements)(size, rows, columns, dst, dst_pitch, src, src_pitch);
}

} // namespace mk
#endif
