// What is sorted: a key and, below it, the position that it comes from. Items are distinct and their order is total, so
// that any correct sort of items is a stable sort of keys.
#ifndef MK_SORT_ITEMS_H
#define MK_SORT_ITEMS_H
#include "hwy/base.h"
#include "hwy/contrib/sort/vqsort.h"
#include "Sort/keys.h"

namespace mk {

template <class K> struct ItemOf;

template <> struct ItemOf<uint32_t> {
  using Item = uint64_t;
  static Item make(uint32_t key, mk_int place) { return uint64_t(key) << 32 | uint32_t(place); }
  static uint32_t key(Item item) { return uint32_t(item >> 32); }
  static mk_int place(Item item) { return mk_int(item & 0xffffffffu); }
};

struct LongItem {
  uint64_t key, place;
};

template <> struct ItemOf<uint64_t> {
  using Item = LongItem;
  static Item make(uint64_t key, mk_int place) { return {key, uint64_t(place)}; }
  static uint64_t key(Item item) { return item.key; }
  static mk_int place(Item item) { return mk_int(item.place); }
};

// The longest row whose places fit into a short item; the highest item stays free as an upper bound.
constexpr mk_int longest_row = (mk_int(1) << 32) - 1;

} // namespace mk
#endif
