// The k first items in order, by one pass over the row: a buffer takes every item whose key beats the k-th best seen so far; when
// it is full it is sorted, keeps k, and the bar rises. For numbers in random order about k ln(n/k) items pass.
#include <algorithm>
#include <memory>
#include "include/mk_sort.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Sort/topk.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Sort/items.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// Whether any of 64 keys is below the bar.
template <class T>
HWY_INLINE bool any_below(const T *x, bool descending, Key<T> bar) {
  Key<T> flip = descending ? Key<T>(~Key<T>(0)) : Key<T>(0);
  uint32_t below = 0;
  for (int i = 0; i < 64; ++i) below |= uint32_t((ascending_key(x[i]) ^ flip) < bar);
  return below != 0;
}

// Leaves the first min(k, end - begin) items of x[begin ..< end] in `items`, in order, and returns how many. capacity >= k + 64.
template <class T, class Item>
mk_int select_first(const hwy::Sorter &sorter, const T *x, mk_int begin, mk_int end, mk_int k, bool descending, Item *items, mk_int capacity) {
  using I = ItemOf<Key<T>>;
  mk_int count = 0;
  bool has_bar = false;
  Key<T> bar = 0;
  auto shrink = [&]() {
    sorter(items, size_t(count), hwy::SortAscending());
    if (count < k) return;
    count = k;
    bar = I::key(items[k - 1]);
    has_bar = true;
  };
  for (mk_int block = begin; block < end; block += 64) {
    mk_int stop = std::min(block + 64, end);
    if (has_bar && stop - block == 64 && !any_below(x + block, descending, bar)) continue;
    if (count + 64 > capacity) shrink();
    for (mk_int i = block; i < stop; ++i) {
      Key<T> key = sort_key(x[i], descending);
      items[count] = I::make(key, i);
      count += !has_bar || key < bar; // an equal key further on loses against those in the buffer
    }
  }
  shrink();
  return std::min(count, k);
}

template <class T>
void topk_rows(mk_int rows, mk_int n, mk_int k, bool descending, const T *x, T *values, int64_t *indices) {
  using I = ItemOf<Key<T>>;
  using Item = typename I::Item;
  // One spare item: appending writes before it decides.
  mk_int capacity = std::min(n, std::max<mk_int>(4 * k, 512)) + 64;
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
    mk::parallel(rows, grain_for(0.3 * double(n) + 10.0 * double(k)), [&](mk_int begin, mk_int end) {
      hwy::Sorter sorter;
      std::unique_ptr<Item[]> items(new Item[size_t(capacity + 1)]);
      for (mk_int r = begin; r < end; ++r) {
        select_first(sorter, x + r * n, 0, n, k, descending, items.get(), capacity);
        emit(items.get(), r);
      }
    });
    return;
  }
  for (mk_int r = 0; r < rows; ++r) {
    mk::parallel(segments, 1, [&](mk_int begin, mk_int end) {
      hwy::Sorter sorter;
      std::unique_ptr<Item[]> items(new Item[size_t(capacity + 1)]);
      for (mk_int s = begin; s < end; ++s) {
        select_first(sorter, x + r * n, n / segments * s, s + 1 == segments ? n : n / segments * (s + 1), k, descending, items.get(), capacity);
        std::copy(items.get(), items.get() + k, finalists.get() + s * k);
      }
    });
    hwy::Sorter()(finalists.get(), size_t(segments * k), hwy::SortAscending());
    emit(finalists.get(), r);
  }
}

void topk(mk_dtype dtype, mk_int rows, mk_int n, mk_int k, bool largest, const void *x, void *values, int64_t *indices) {
  with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    topk_rows(rows, n, k, largest, static_cast<const T *>(x), static_cast<T *>(values), indices);
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk { HWY_EXPORT(topk); }

extern "C" void mk_topk(mk_dtype dtype, mk_int rows, mk_int n, mk_int k, int largest, const void *x, void *values, int64_t *indices) {
  if (rows <= 0 || n <= 0 || k <= 0) return;
  HWY_DYNAMIC_DISPATCH(mk::topk)(dtype, rows, n, k, largest != 0, x, values, indices);
}
#endif
