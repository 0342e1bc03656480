// Max and min with their positions; argmax and argmin.
#include "include/mk_reduce.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/extreme_index.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/kernels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> struct Found {
  T value;
  int64_t offset; // from the array's first element; negative: nothing found yet
};

// Strictly beyond: equals keep the earlier, and the first NaN beats everything.
template <class Order, class T>
HWY_INLINE bool beats(T x, T best) {
  bool further = std::is_same_v<Order, Greater> ? x > best : x < best;
  return (further | (x != x)) & (best == best);
}

template <class S, class Order> struct ExtremeIndex {
  using Loops = ExtremeIndex; using In = Loop<S>; using Total = Found<Loop<S>>;
  const S *base;
  static constexpr Total identity() { return {Order::template worst<Loop<S>>(), -1}; }
  Total combine(const Total &a, const Total &b) const {
    if (a.offset < 0 || b.offset < 0) return a.offset < 0 ? b : a;
    bool swap = b.offset < a.offset;
    const Total &early = swap ? b : a, &late = swap ? a : b;
    return beats<Order>(late.value, early.value) ? late : early;
  }
};

template <class T>
HWY_NOINLINE mk_int find_first(const T *x, mk_int n, T value) {
  constexpr int N = kLanes<T>;
  mk_int i = 0;
  for (; i + N <= n; i += N) {
    auto v = load<N>(x + i);
    if (__builtin_reduce_or((v == value) | (v != v)) != 0) break;
  }
  while (i < n && !(x[i] == value || x[i] != x[i])) ++i;
  return i;
}

// Finds the best value of each block at the speed of max, then looks for its place in one block only.
template <class S, class Order>
Found<Loop<S>> reduce_run(const ExtremeIndex<S, Order> &op, const S *x, mk_int n) {
  using T = Loop<S>;
  T values[is_narrow<S> ? kBlock : 1];
  auto block = [&](mk_int start, mk_int count) HWY_ATTR -> const T * {
    if constexpr (is_narrow<S>) { widen(x + start, count, values); return values; }
    else return x + start;
  };
  if (n == 0) return op.identity();
  T best{};
  mk_int best_block = -1;
  for (mk_int i = 0; i < n && best == best; i += kBlock) {
    mk_int count = std::min(kBlock, n - i);
    T here = reduce_block(Extreme<T, Order>(), block(i, count), count);
    if (best_block < 0 || beats<Order>(here, best)) { best = here; best_block = i; }
  }
  mk_int count = std::min(kBlock, n - best_block);
  mk_int place = best_block + find_first(block(best_block, count), count, best);
  return {best, x - op.base + place};
}

template <class S, class Order>
HWY_NOINLINE void reduce_tile(const ExtremeIndex<S, Order> &op, mk_int rows, mk_int width, mk_int stride, const S *x, Found<Loop<S>> *total) {
  using T = Loop<S>;
  T best[kTile], values[is_narrow<S> ? kTile : 1];
  int64_t row_of[kTile];
  for (mk_int r = 0; r < rows; ++r) {
    const T *HWY_RESTRICT row;
    if constexpr (is_narrow<S>) { widen(x + r * stride, width, values); row = values; }
    else row = x + r * stride;
    if (r == 0) {
      std::copy_n(row, width, best);
      std::fill_n(row_of, width, 0);
      continue;
    }
    for (mk_int j = 0; j < width; ++j) {
      bool better = beats<Order>(row[j], best[j]);
      best[j] = better ? row[j] : best[j];
      row_of[j] = better ? r : row_of[j];
    }
  }
  if (rows == 0) return;
  for (mk_int j = 0; j < width; ++j) total[j] = op.combine(total[j], {best[j], x - op.base + row_of[j] * stride + j});
}

template <class S, class Order>
void extreme_index(mk_int outer, mk_int n, mk_int inner, const S *x, S *values, int64_t *indices) {
  using T = Loop<S>;
  reduce_each(ExtremeIndex<S, Order>{x}, outer, n, inner, x, [&](mk_int i, const Found<T> &found) HWY_ATTR {
    if (values) values[i] = convert<S>(found.value);
    indices[i] = n > 0 ? found.offset / inner % n : 0;
  });
}

void with_index(bool want_max, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *values, int64_t *indices) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    auto from = static_cast<const S *>(x);
    auto to = static_cast<S *>(values);
    if (want_max) extreme_index<S, Greater>(outer, n, inner, from, to, indices);
    else extreme_index<S, Less>(outer, n, inner, from, to, indices);
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(with_index);

extern "C" void mk_reduce_with_index(int want_max, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *values, int64_t *indices) {
  HWY_DYNAMIC_DISPATCH(with_index)(want_max != 0, dtype, outer, n, inner, x, values, indices);
}

} // namespace mk
#endif
