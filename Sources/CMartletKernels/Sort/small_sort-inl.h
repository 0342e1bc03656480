// Sorting items of any number. Included once per target, after hwy/highway.h.
#if defined(MK_SORT_SMALL_SORT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_SORT_SMALL_SORT_INL_H
#undef MK_SORT_SMALL_SORT_INL_H
#else
#define MK_SORT_SMALL_SORT_INL_H
#endif
#include <algorithm>
#include "Sort/items.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// Sorts up to N items by counting, for each, those below it: N²/8 operations of AVX-512, without a branch.
template <int N>
HWY_INLINE void rank_sort(uint64_t *items, mk_int n) {
  alignas(64) uint64_t padded[N], ranks[N] = {};
  for (mk_int i = 0; i < N; ++i) padded[i] = i < n ? items[i] : ~uint64_t(0);
  for (mk_int j = 0; j < n; ++j) {
    uint64_t item = padded[j];
    for (int i = 0; i < N; ++i) ranks[i] += padded[i] > item;
  }
  for (mk_int i = 0; i < n; ++i) items[ranks[i]] = padded[i];
}

// Highway's sort takes 0.3 µs for however few.
HWY_INLINE void sort_items(const hwy::Sorter &sorter, uint64_t *items, mk_int n) {
  if (n <= 16) rank_sort<16>(items, n);
  else if (n <= 32) rank_sort<32>(items, n);
  else if (n <= 64) rank_sort<64>(items, n);
  else sorter(items, size_t(n), hwy::SortAscending());
}

// Highway's sort of 128-bit keys does not run on every processor that its other sorts run on.
HWY_INLINE void sort_items(const hwy::Sorter &, LongItem *items, mk_int n) {
  std::sort(items, items + n, [](const LongItem &a, const LongItem &b) { return a.key != b.key ? a.key < b.key : a.place < b.place; });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
