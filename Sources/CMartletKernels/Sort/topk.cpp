// The k first items in order, by one pass over the row: a buffer takes every item whose key does not exceed a bar; when it is
// full it is sorted and keeps k, and its last sets the bar. For numbers in random order about k ln(n/k) items pass.
#include <algorithm>
#include <cstring>
#include <memory>
#include "include/mk_sort.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Sort/topk.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Sort/small_sort-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

constexpr int block_size = 64;

template <class T>
HWY_INLINE bool any_within(const T *x, Key<T> flip, Key<T> bar) {
  uint32_t within = 0;
  for (int i = 0; i < block_size; ++i) within |= uint32_t((ascending_key(x[i]) ^ flip) <= bar);
  return within != 0;
}

// A key that at least k of the numbers do not exceed, but few more: the numbers are dealt into 4k lanes or more, and the k-th
// best of the lanes' best is taken. With no more numbers than would make that worth while, the highest key.
template <class T>
Key<T> first_bar(const T *x, mk_int n, mk_int k, Key<T> flip) {
  constexpr mk_int most_lanes = 1024;
  mk_int lanes = 32;
  while (lanes < 4 * k) lanes *= 2;
  if (lanes > most_lanes || n < 4 * lanes) return Key<T>(~Key<T>(0));
  Key<T> best[most_lanes];
  for (mk_int i = 0; i < lanes; ++i) best[i] = Key<T>(~Key<T>(0));
  mk_int rounds = std::min<mk_int>(n / lanes, 64);
  for (mk_int r = 0; r < rounds; ++r) {
    const T *row = x + r * lanes;
    for (mk_int i = 0; i < lanes; ++i) {
      Key<T> key = ascending_key(row[i]) ^ flip;
      best[i] = key < best[i] ? key : best[i];
    }
  }
  std::nth_element(best, best + (k - 1), best + lanes);
  return best[k - 1];
}

// Leaves the first min(k, end - begin) items of x[begin ..< end] in `items`, in order, and returns how many.
template <class T, class Item>
mk_int select_first(const hwy::Sorter &sorter, const T *x, mk_int begin, mk_int end, mk_int k, Key<T> flip, Item *items, mk_int capacity) {
  using I = ItemOf<Key<T>>;
  mk_int count = 0;
  Key<T> bar = first_bar(x + begin, end - begin, k, flip); // only keys up to the bar can be among the first k
  for (mk_int block = begin; block < end; block += block_size) {
    bool whole = end - block >= block_size;
    if (whole && !any_within(x + block, flip, bar)) continue;
    if (count + block_size > capacity) {
      sort_items(sorter, items, count);
      count = k;
      // From here on an equal key loses: its place is behind those in the buffer.
      Key<T> last = I::key(items[k - 1]);
      if (last == 0) return k;
      bar = last - 1;
    }
    int size = whole ? block_size : int(end - block);
    alignas(8) uint8_t within[block_size] = {};
    for (int i = 0; i < size; ++i) within[i] = (ascending_key(x[block + i]) ^ flip) <= bar;
    for (int i = 0; i < block_size; i += 8) {
      uint64_t flags;
      std::memcpy(&flags, within + i, sizeof flags);
      for (; flags != 0; flags &= flags - 1) {
        mk_int place = block + i + __builtin_ctzll(flags) / 8;
        items[count++] = I::make(ascending_key(x[place]) ^ flip, place);
      }
    }
  }
  sort_items(sorter, items, count);
  return std::min(count, k);
}

template <class T>
void topk_rows(mk_int rows, mk_int n, mk_int k, bool descending, const T *x, T *values, int64_t *indices) {
  using I = ItemOf<Key<T>>;
  using Item = typename I::Item;
  Key<T> flip = descending ? Key<T>(~Key<T>(0)) : Key<T>(0);
  mk_int capacity = std::min(n, std::max<mk_int>(4 * k, 512)) + block_size;
  // A long row is cut into segments whose best items compete in the end; the result is the same however it is cut.
  mk_int threads = mk_num_threads();
  mk_int segments = rows >= threads ? 1 : std::max<mk_int>(1, std::min(threads, n / std::max<mk_int>(1 << 15, 8 * k)));
  std::unique_ptr<Item[]> finalists(new Item[size_t(segments * k)]);
  auto emit = [&](const Item *items, mk_int row) {
    for (mk_int i = 0; i < k; ++i) {
      mk_int place = I::place(items[i]);
      indices[row * k + i] = place;
      if (values) values[row * k + i] = x[row * n + place];
    }
  };
  if (segments == 1) {
    mk::parallel(rows, grain_for(0.3 * double(n) + 10.0 * double(k)), [&](mk_int begin, mk_int end) HWY_ATTR {
      hwy::Sorter sorter;
      std::unique_ptr<Item[]> items(new Item[size_t(capacity)]);
      for (mk_int r = begin; r < end; ++r) {
        select_first(sorter, x + r * n, 0, n, k, flip, items.get(), capacity);
        emit(items.get(), r);
      }
    });
    return;
  }
  for (mk_int r = 0; r < rows; ++r) {
    mk::parallel(segments, 1, [&](mk_int begin, mk_int end) HWY_ATTR {
      hwy::Sorter sorter;
      std::unique_ptr<Item[]> items(new Item[size_t(capacity)]);
      for (mk_int s = begin; s < end; ++s) {
        select_first(sorter, x + r * n, n / segments * s, s + 1 == segments ? n : n / segments * (s + 1), k, flip, items.get(), capacity);
        std::copy(items.get(), items.get() + k, finalists.get() + s * k);
      }
    });
    sort_items(hwy::Sorter(), finalists.get(), segments * k);
    emit(finalists.get(), r);
  }
}

void topk(mk_dtype dtype, mk_int rows, mk_int n, mk_int k, bool largest, const void *x, void *values, int64_t *indices) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    topk_rows(rows, n, k, largest, static_cast<const T *>(x), static_cast<T *>(values), indices);
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
namespace {

HWY_EXPORT(topk);

// One row after the other by the parallel sort: for a large part of a long row, and for rows too long for short items.
void topk_by_sort(mk_dtype dtype, mk_int rows, mk_int n, mk_int k, bool largest, const void *x, void *values, int64_t *indices) {
  std::unique_ptr<int64_t[]> order(new int64_t[size_t(n)]);
  with_element_size(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    for (mk_int r = 0; r < rows; ++r) {
      const T *row = static_cast<const T *>(x) + r * n;
      mk_sort(dtype, 1, n, largest, row, nullptr, order.get());
      std::copy(order.get(), order.get() + k, indices + r * k);
      if (values)
        for (mk_int i = 0; i < k; ++i) static_cast<T *>(values)[r * k + i] = row[order[size_t(i)]];
    }
  });
}

} // namespace

extern "C" void mk_topk(mk_dtype dtype, mk_int rows, mk_int n, mk_int k, int largest, const void *x, void *values, int64_t *indices) {
  if (rows <= 0 || n <= 0 || k <= 0) return;
  bool sort_in_parallel = rows < mk_num_threads() && n >= 1 << 15 && k > n / 8;
  if (n > longest_row || sort_in_parallel) return topk_by_sort(dtype, rows, n, k, largest != 0, x, values, indices);
  HWY_DYNAMIC_DISPATCH(topk)(dtype, rows, n, k, largest != 0, x, values, indices);
}

} // namespace mk
#endif
