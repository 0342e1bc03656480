// The steps of sorting one row by 64-bit items: packing, sorting, unpacking. The items live in the memory of the resulting
// indices. Included once per target, after hwy/highway.h.
#if defined(MK_SORT_ROW_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_SORT_ROW_INL_H
#undef MK_SORT_ROW_INL_H
#else
#define MK_SORT_ROW_INL_H
#endif
#include <algorithm>
#include "Sort/small_sort-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// How a row's numbers become items: the key above, the place below. Numbers of up to 32 bits split the 64 bits in halves. The
// 64-bit types give the place as few bits as the row's length needs, and the rest to the highest bits in which the keys of this
// row differ at all; `shift` bits of the key may be left over, which decide among items that are equal in the others.
template <class T>
struct RowItems {
  static constexpr bool wide = sizeof(T) == 8;
  Key<T> flip, least = 0;
  int shift = 0, place_bits = 32;

  RowItems(const T *x, mk_int n, bool descending) : flip(descending ? Key<T>(~Key<T>(0)) : Key<T>(0)) {
    if constexpr (wide) {
      uint64_t low = ~uint64_t(0), high = 0;
      for (mk_int i = 0; i < n; ++i) {
        uint64_t key = ascending_key(x[i]) ^ flip;
        low = key < low ? key : low;
        high = key > high ? key : high;
      }
      least = low;
      place_bits = n > 1 ? 64 - __builtin_clzll(uint64_t(n)) : 1; // of n, not of n - 1: no item is all ones
      int key_bits = high > low ? 64 - __builtin_clzll(high - low) : 0;
      shift = key_bits + place_bits > 64 ? key_bits + place_bits - 64 : 0;
    }
  }

  HWY_INLINE uint64_t make(T x, mk_int place) const {
    if constexpr (wide) return ((ascending_key(x) ^ flip) - least) >> shift << place_bits | uint64_t(place);
    else return uint64_t(ascending_key(x) ^ flip) << 32 | uint64_t(place);
  }
  // The item with the bits that make() left out in the place of the key.
  HWY_INLINE uint64_t make_rest(T x, mk_int place) const {
    uint64_t rest = ((ascending_key(x) ^ flip) - least) & ((uint64_t(1) << shift) - 1);
    return rest << place_bits | uint64_t(place);
  }
  HWY_INLINE uint64_t key(uint64_t item) const { return wide ? item >> place_bits : item >> 32; }
  HWY_INLINE mk_int place(uint64_t item) const { return mk_int(wide ? item & ((uint64_t(1) << place_bits) - 1) : item & 0xffffffffu); }
  HWY_INLINE T number(uint64_t item) const { return number_of<T>(Key<T>(Key<T>(key(item)) + least) ^ flip); }
};

// How many items are in [low, high), and how many below.
template <class T>
HWY_INLINE void count_between(const T *x, mk_int n, RowItems<T> as, uint64_t low, uint64_t high, mk_int &below, mk_int &between) {
  mk_int under_low = 0, under_high = 0;
  for (mk_int i = 0; i < n; ++i) {
    uint64_t item = as.make(x[i], i);
    under_low += item < low;
    under_high += item < high;
  }
  below = under_low;
  between = under_high - under_low;
}

// Packs the `count` items that are in [low, high). Whole vectors are stored while they fit: what follows is another thread's.
template <class T>
HWY_INLINE void pack_between(const T *x, RowItems<T> as, uint64_t low, uint64_t high, uint64_t *items, mk_int count) {
  const hn::ScalableTag<uint64_t> d;
  const mk_int lanes = mk_int(hn::Lanes(d));
  constexpr mk_int block = 64;
  const auto from = hn::Set(d, low), to = hn::Set(d, high);
  mk_int i = 0, j = 0;
  // At least count - j elements follow, so a block is whole as long as that many are wanted.
  for (; count - j >= block; i += block) {
    alignas(64) uint64_t packed[block];
    for (mk_int k = 0; k < block; ++k) packed[k] = as.make(x[i + k], i + k);
    for (mk_int k = 0; k < block; k += lanes) {
      auto item = hn::Load(d, packed + k);
      auto wanted = hn::AndNot(hn::Lt(item, from), hn::Lt(item, to));
      hn::StoreU(hn::Compress(item, wanted), d, items + j);
      j += mk_int(hn::CountTrue(d, wanted));
    }
  }
  for (; j < count; ++i) {
    uint64_t item = as.make(x[i], i);
    if (item >= low && item < high) items[j++] = item;
  }
}

// Puts runs of items with equal keys in the order of the bits that their keys left out.
template <class T>
HWY_INLINE void resolve_ties(const hwy::Sorter &sorter, const T *x, RowItems<T> as, uint64_t *items, mk_int n) {
  for (mk_int i = 0; i + 1 < n;) {
    mk_int end = i + 1;
    while (end < n && as.key(items[end]) == as.key(items[i])) ++end;
    if (end - i > 1) {
      for (mk_int k = i; k < end; ++k) items[k] = as.make_rest(x[as.place(items[k])], as.place(items[k]));
      sort_items(sorter, items + i, end - i);
    }
    i = end;
  }
}

// Sorts a row's items, or a part of them that has all of any run of equal keys, turns them into places, and writes the numbers.
template <class T>
HWY_INLINE void sort_and_unpack(const hwy::Sorter &sorter, const T *x, RowItems<T> as, uint64_t *items, mk_int n, T *values) {
  sort_items(sorter, items, n);
  if (as.shift > 0) resolve_ties(sorter, x, as, items, n);
  constexpr bool exact = std::is_integral_v<T>; // else zeros and NaN share keys
  bool from_keys = values != nullptr && as.shift == 0 && (exact || !as.wide);
  if (from_keys) { // faster than from the places
    Key<T> shared = 0;
    for (mk_int i = 0; i < n; ++i) {
      values[i] = as.number(items[i]);
      shared |= Key<T>(is_shared(values[i]));
    }
    if (shared)
      for (mk_int i = 0; i < n; ++i)
        if (is_shared(values[i])) values[i] = x[as.place(items[i])];
  }
  for (mk_int i = 0; i < n; ++i) items[i] = uint64_t(as.place(items[i]));
  if (values != nullptr && !from_keys)
    for (mk_int i = 0; i < n; ++i) values[i] = x[items[i]];
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
