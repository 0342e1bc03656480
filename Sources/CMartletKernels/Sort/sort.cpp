// Stable sort with indices. Rows are shared out among threads; of a long row, each thread takes the items between two
// splitters drawn from a sample, so that nothing has to be merged.
#include "include/mk_sort.h"
#include <algorithm>
#include <memory>
#include <vector>
#include "Sort/items.h"
#include "internal/parallel.h"

namespace mk {
namespace {

constexpr mk_int long_row = 1 << 15; // worth more than one thread

// How the numbers of one row become keys: T's own keys, those keys in 64 bits for rows whose places need more than 32, and
// the short keys of 64-bit integers that span less than 32 bits.
template <class T, class Wanted>
struct PlainKeys {
  using K = Wanted;
  bool descending;
  K operator()(T x) const { return K(sort_key(x, descending)); }
};

template <class T>
struct NarrowKeys {
  using K = uint32_t;
  T low, high;
  bool descending;
  K operator()(T x) const { return K(descending ? uint64_t(high) - uint64_t(x) : uint64_t(x) - uint64_t(low)); }
};

template <class Item>
void sort_items(const hwy::Sorter &sorter, Item *items, mk_int n) {
  sorter(items, size_t(n), hwy::SortAscending());
}

// Writes the sorted items' numbers and places from position `first` on.
template <class I, class T, class Item>
void emit(const Item *items, mk_int n, const T *x, mk_int first, T *values, int64_t *indices) {
  for (mk_int i = 0; i < n; ++i) indices[first + i] = I::place(items[i]);
  if (values == nullptr) return;
  for (mk_int i = 0; i < n; ++i) values[first + i] = x[I::place(items[i])];
}

template <class T, class Keys>
void sort_long_row(const T *x, mk_int n, Keys keys, T *values, int64_t *indices) {
  using I = ItemOf<typename Keys::K>;
  using Item = typename I::Item;
  hwy::Sorter sorter;
  mk_int pieces = std::max<mk_int>(1, std::min<mk_int>(mk_num_threads(), n / long_row));
  // Splitters from a sample; items are distinct, so even a row of equal numbers splits evenly.
  constexpr mk_int samples_each = 128;
  std::vector<Item> sample(static_cast<size_t>(pieces * samples_each)), splitters;
  for (size_t s = 0; s < sample.size(); ++s) {
    mk_int place = mk_int(s) * (n / mk_int(sample.size())) + mk_int(s * 2654435761u % size_t(n / mk_int(sample.size())));
    sample[s] = I::make(keys(x[place]), place);
  }
  sort_items(sorter, sample.data(), mk_int(sample.size()));
  for (mk_int p = 1; p < pieces; ++p) splitters.push_back(sample[size_t(p * samples_each)]);
  auto belongs = [&](mk_int piece, Item item) {
    bool above = piece == 0 || !I::less(item, splitters[size_t(piece - 1)]);
    return above && (piece == pieces - 1 || I::less(item, splitters[size_t(piece)]));
  };
  std::vector<mk_int> starts(size_t(pieces + 1));
  mk::parallel(pieces, 1, [&](mk_int begin, mk_int end) {
    for (mk_int p = begin; p < end; ++p) {
      mk_int count = 0;
      for (mk_int i = 0; i < n; ++i) count += belongs(p, I::make(keys(x[i]), i));
      starts[size_t(p + 1)] = count;
    }
  });
  for (mk_int p = 0; p < pieces; ++p) starts[size_t(p + 1)] += starts[size_t(p)];
  mk::parallel(pieces, 1, [&](mk_int begin, mk_int end) {
    for (mk_int p = begin; p < end; ++p) {
      mk_int first = starts[size_t(p)], count = starts[size_t(p + 1)] - first, j = 0;
      std::unique_ptr<Item[]> items(new Item[size_t(count + 1)]);
      for (mk_int i = 0; i < n; ++i) {
        Item item = I::make(keys(x[i]), i);
        items[size_t(j)] = item; // one place too many is there for the last that do not belong
        j += belongs(p, item);
      }
      sort_items(hwy::Sorter(), items.get(), count);
      emit<I>(items.get(), count, x, first, values, indices);
    }
  });
}

template <class T, class Keys>
void sort_row(const hwy::Sorter &sorter, const T *x, mk_int n, Keys keys, void *buffer, T *values, int64_t *indices) {
  using I = ItemOf<typename Keys::K>;
  auto *items = static_cast<typename I::Item *>(buffer);
  for (mk_int i = 0; i < n; ++i) items[i] = I::make(keys(x[i]), i);
  sort_items(sorter, items, n);
  emit<I>(items, n, x, 0, values, indices);
}

// Calls body with the keys that suit the row.
template <class T, class Body>
void with_keys(const T *x, mk_int n, bool descending, Body body) {
  if (n > short_item_places) return body(PlainKeys<T, uint64_t>{descending});
  if constexpr (std::is_same_v<T, int64_t>) {
    auto [low, high] = std::minmax_element(x, x + n);
    if (uint64_t(*high) - uint64_t(*low) < (uint64_t(1) << 32)) return body(NarrowKeys<T>{*low, *high, descending});
  }
  body(PlainKeys<T, Key<T>>{descending});
}

template <class T>
void sort_rows(mk_int rows, mk_int n, bool descending, const T *x, T *values, int64_t *indices) {
  if (rows < mk_num_threads() && n >= 2 * long_row) {
    for (mk_int r = 0; r < rows; ++r)
      with_keys(x + r * n, n, descending, [&](auto keys) { sort_long_row(x + r * n, n, keys, values ? values + r * n : nullptr, indices + r * n); });
    return;
  }
  mk::parallel(rows, grain_for(10.0 * double(n)), [&](mk_int begin, mk_int end) {
    hwy::Sorter sorter;
    std::unique_ptr<hwy::uint128_t[]> buffer(new hwy::uint128_t[size_t(n)]);
    for (mk_int r = begin; r < end; ++r)
      with_keys(x + r * n, n, descending, [&](auto keys) { sort_row(sorter, x + r * n, n, keys, buffer.get(), values ? values + r * n : nullptr, indices + r * n); });
  });
}

} // namespace
} // namespace mk

extern "C" void mk_sort(mk_dtype dtype, mk_int rows, mk_int n, int descending, const void *x, void *values, int64_t *indices) {
  if (rows <= 0 || n <= 0) return;
  mk::with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    mk::sort_rows(rows, n, descending != 0, static_cast<const T *>(x), static_cast<T *>(values), indices);
  });
}
