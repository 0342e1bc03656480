// Stable sort with indices. Rows are shared out among threads; of a long row, each thread takes the items between two
// splitters drawn from a sample, so that nothing has to be merged.
#include <numeric>
#include <vector>
#include "include/mk_sort.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Sort/sort.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Sort/row-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

constexpr mk_int worth_a_thread = 1 << 14; // elements

// Bounds of `pieces` parts of about equal size: bounds[p] <= item < bounds[p + 1].
template <class T>
std::vector<uint64_t> split(const hwy::Sorter &sorter, const T *x, mk_int n, RowItems<T> as, mk_int pieces) {
  constexpr mk_int samples_each = 128;
  mk_int samples = pieces * samples_each, stride = n / samples;
  std::vector<uint64_t> sample(static_cast<size_t>(samples)), bounds(static_cast<size_t>(pieces + 1));
  for (mk_int s = 0; s < samples; ++s) {
    mk_int place = s * stride + mk_int(uint64_t(s) * 2654435761u % uint64_t(stride)); // scattered, against periodic data
    sample[size_t(s)] = as.make(x[place], place);
  }
  sort_items(sorter, sample.data(), samples);
  // Items are distinct, so even equal keys split evenly; unless more bits decide, when equal keys have to stay together.
  uint64_t mask = as.shift > 0 ? ~uint64_t(0) << as.place_bits : ~uint64_t(0);
  for (mk_int p = 1; p < pieces; ++p) bounds[size_t(p)] = sample[size_t(p * samples_each)] & mask;
  bounds.back() = ~uint64_t(0);
  return bounds;
}

template <class T>
void sort_long_row(const T *x, mk_int n, bool descending, T *values, int64_t *indices) {
  RowItems<T> as(x, n, descending);
  mk_int pieces = std::min<mk_int>(mk_num_threads(), n / worth_a_thread);
  auto bounds = split(hwy::Sorter(), x, n, as, pieces);
  std::vector<mk_int> begins(static_cast<size_t>(pieces)), counts(static_cast<size_t>(pieces));
  parallel(pieces, 1, [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int p = begin; p < end; ++p) count_between(x, n, as, bounds[size_t(p)], bounds[size_t(p + 1)], begins[size_t(p)], counts[size_t(p)]);
  });
  parallel(pieces, 1, [&](mk_int begin, mk_int end) HWY_ATTR {
    hwy::Sorter sorter;
    for (mk_int p = begin; p < end; ++p) {
      mk_int first = begins[size_t(p)], count = counts[size_t(p)];
      auto *items = reinterpret_cast<uint64_t *>(indices + first); // sorted where the places are to stand
      pack_between(x, as, bounds[size_t(p)], bounds[size_t(p + 1)], items, count);
      sort_and_unpack(sorter, x, as, items, count, values ? values + first : nullptr);
    }
  });
}

template <class T>
void sort_rows(mk_int rows, mk_int n, bool descending, const T *x, T *values, int64_t *indices) {
  if (rows < mk_num_threads() && n >= 2 * worth_a_thread) {
    for (mk_int r = 0; r < rows; ++r) sort_long_row(x + r * n, n, descending, values ? values + r * n : nullptr, indices + r * n);
    return;
  }
  parallel(rows, grain_for(5.0 * double(n)), [&](mk_int begin, mk_int end) HWY_ATTR {
    hwy::Sorter sorter;
    for (mk_int r = begin; r < end; ++r) {
      const T *row = x + r * n;
      RowItems<T> as(row, n, descending);
      auto *items = reinterpret_cast<uint64_t *>(indices + r * n);
      for (mk_int i = 0; i < n; ++i) items[i] = as.make(row[i], i);
      sort_and_unpack(sorter, row, as, items, n, values ? values + r * n : nullptr);
    }
  });
}

void sort(mk_dtype dtype, mk_int rows, mk_int n, bool descending, const void *x, void *values, int64_t *indices) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    sort_rows(rows, n, descending, static_cast<const T *>(x), static_cast<T *>(values), indices);
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
namespace {

HWY_EXPORT(sort);

// For rows whose places need more than 32 bits.
void sort_huge(mk_dtype dtype, mk_int rows, mk_int n, bool descending, const void *x, void *values, int64_t *indices) {
  with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    for (mk_int r = 0; r < rows; ++r) {
      const T *row = static_cast<const T *>(x) + r * n;
      int64_t *places = indices + r * n;
      std::iota(places, places + n, int64_t(0));
      std::sort(places, places + n, [=](int64_t a, int64_t b) {
        auto key_a = sort_key(row[a], descending), key_b = sort_key(row[b], descending);
        return key_a != key_b ? key_a < key_b : a < b;
      });
      if (values)
        for (mk_int i = 0; i < n; ++i) static_cast<T *>(values)[r * n + i] = row[places[i]];
    }
  });
}

} // namespace

extern "C" void mk_sort(mk_dtype dtype, mk_int rows, mk_int n, int descending, const void *x, void *values, int64_t *indices) {
  if (rows <= 0 || n <= 0) return;
  if (n > longest_row) return sort_huge(dtype, rows, n, descending != 0, x, values, indices);
  HWY_DYNAMIC_DISPATCH(sort)(dtype, rows, n, descending != 0, x, values, indices);
}

} // namespace mk
#endif
