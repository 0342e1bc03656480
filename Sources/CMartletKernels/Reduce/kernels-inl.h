// The loops of reductions: along contiguous rows and down columns, for any operation of operations-inl.h.
#if defined(MK_REDUCE_KERNELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_REDUCE_KERNELS_INL_H
#undef MK_REDUCE_KERNELS_INL_H
#else
#define MK_REDUCE_KERNELS_INL_H
#endif
#include <algorithm>
#include "Reduce/driver.h"
#include "Reduce/operations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

constexpr mk_int kBlock = 4096;       // elements of a row between two additions to its total: 64 a lane
constexpr mk_int kNarrow = 128;     // fewer columns than half of this are read several rows at a time

template <class Op>
HWY_NOINLINE typename Op::Lane reduce_block(const Op &op, const typename Op::In *x, mk_int n) {
  using Lane = typename Op::Lane;
  constexpr int N = kLanes<Lane>;
  using V = Vec<Lane, N>;
  auto combine = [&](auto a, auto b) HWY_ATTR { return op.combine(a, b); };
  auto next = [&](const typename Op::In *p) HWY_ATTR { return op.template map<V>(load<N>(p)); };
  Lane result = Lane(op.identity());
  mk_int i = 0;
  if (n >= N) {
    V a = V(result);
    if (n >= 4 * N) { // four chains, because one addition waits for the last
      V b = a, c = a, d = a;
      for (; i + 4 * N <= n; i += 4 * N) {
        a = op.combine(a, next(x + i));
        b = op.combine(b, next(x + i + N));
        c = op.combine(c, next(x + i + 2 * N));
        d = op.combine(d, next(x + i + 3 * N));
      }
      a = op.combine(op.combine(a, b), op.combine(c, d));
    }
    for (; i + N <= n; i += N) a = op.combine(a, next(x + i));
    result = fold<Lane, N>(a, combine);
  }
  for (; i < n; ++i) result = op.combine(result, op.template map<Lane>(x[i]));
  return result;
}

// The total of a contiguous run. Operations with other totals than sums overload this and reduce_values_tile.
template <class Op>
HWY_INLINE typename Op::Total reduce_values(const Op &op, const typename Op::In *x, mk_int n) {
  using Total = typename Op::Total;
  if (n <= kBlock) return Total(reduce_block(op, x, n));
  Total total = op.identity();
  for (mk_int i = 0; i < n; i += kBlock) total = op.combine(total, Total(reduce_block(op, x + i, std::min(kBlock, n - i))));
  return total;
}

template <class S, class Op>
typename Op::Total reduce_run(const Op &op, const S *x, mk_int n) {
  if constexpr (is_narrow<S>) {
    Loop<S> values[kBlock];
    typename Op::Total total = op.identity();
    for (mk_int i = 0; i < n; i += kBlock) {
      mk_int count = std::min(kBlock, n - i);
      widen(x + i, count, values);
      total = op.combine(total, reduce_values(op, static_cast<const Loop<S> *>(values), count));
    }
    return total;
  } else {
    return reduce_values(op, x, n);
  }
}

// total[j] = combine over rows of x[row * stride + j], for at most kTile columns.
template <class Op>
HWY_NOINLINE void reduce_values_tile(const Op &op, mk_int rows, mk_int width, mk_int stride, const typename Op::In *x, typename Op::Total *HWY_RESTRICT total) {
  using In = typename Op::In;
  using Lane = typename Op::Lane;
  using Total = typename Op::Total;
  HWY_ALIGN Lane lane[kTile];
  for (mk_int first = 0; first < rows; first += kTileRows) {
    mk_int last = std::min(rows, first + kTileRows), row = first;
    for (mk_int j = 0; j < width; ++j) lane[j] = Lane(op.identity());
    for (; row + 4 <= last; row += 4) { // four rows for one trip of the lanes through memory
      const In *HWY_RESTRICT a = x + row * stride;
      const In *HWY_RESTRICT b = a + stride, *HWY_RESTRICT c = b + stride, *HWY_RESTRICT d = c + stride;
      for (mk_int j = 0; j < width; ++j) {
        Lane ab = op.combine(op.template map<Lane>(a[j]), op.template map<Lane>(b[j]));
        Lane cd = op.combine(op.template map<Lane>(c[j]), op.template map<Lane>(d[j]));
        lane[j] = op.combine(lane[j], op.combine(ab, cd));
      }
    }
    for (; row < last; ++row) {
      const In *HWY_RESTRICT a = x + row * stride;
      for (mk_int j = 0; j < width; ++j) lane[j] = op.combine(lane[j], op.template map<Lane>(a[j]));
    }
    for (mk_int j = 0; j < width; ++j) total[j] = op.combine(total[j], Total(lane[j]));
  }
}

template <class S, class Op>
void reduce_tile(const Op &op, mk_int rows, mk_int width, mk_int stride, const S *x, typename Op::Total *total) {
  if constexpr (is_narrow<S>) {
    constexpr mk_int kAtOnce = 16;
    Loop<S> values[kAtOnce * kTile];
    for (mk_int first = 0; first < rows; first += kAtOnce) {
      mk_int count = std::min(kAtOnce, rows - first);
      for (mk_int r = 0; r < count; ++r) widen(x + (first + r) * stride, width, values + r * kTile);
      reduce_values_tile(op, count, width, kTile, static_cast<const Loop<S> *>(values), total);
    }
  } else {
    reduce_values_tile(op, rows, width, stride, x, total);
  }
}

// The same for a narrow contiguous array: `together` rows are read as one wide row, whose pieces are combined at the end.
template <class S, class Op>
void reduce_narrow(const Op &op, mk_int rows, mk_int width, const S *x, typename Op::Total *total) {
  mk_int together = std::max<mk_int>(1, std::min(kNarrow / width, rows)), wide = together * width;
  typename Op::Total totals[kNarrow];
  std::fill_n(totals, wide, op.identity());
  mk_int full = rows / together, left = rows % together;
  reduce_tile(op, full, wide, wide, x, totals);
  if (left > 0) reduce_tile(op, 1, left * width, wide, x + full * wide, totals);
  for (mk_int t = 0; t < together; ++t)
    for (mk_int j = 0; j < width; ++j) total[j] = op.combine(total[j], totals[t * width + j]);
}

template <class S, class Op> struct ReducerLoops : Reducer {
  using Total = typename Op::Total;
  static_assert(sizeof(Total) <= kLargestTotal);
  Op op;
  explicit ReducerLoops(const Op &op) : Reducer(sizeof(S), sizeof(Total)), op(op) {}

  void rows(mk_int count, mk_int n, const void *x, void *totals) const final {
    for (mk_int i = 0; i < count; ++i) static_cast<Total *>(totals)[i] = reduce_run(op, static_cast<const S *>(x) + i * n, n);
  }
  void columns(mk_int rows, mk_int width, mk_int stride, const void *x, void *totals) const final {
    if (stride == width && width <= kNarrow / 2) reduce_narrow(op, rows, width, static_cast<const S *>(x), static_cast<Total *>(totals));
    else reduce_tile(op, rows, width, stride, static_cast<const S *>(x), static_cast<Total *>(totals));
  }
  void start(mk_int count, void *totals) const final { std::fill_n(static_cast<Total *>(totals), count, op.identity()); }
  void join(mk_int count, void *totals, const void *more) const final {
    auto into = static_cast<Total *>(totals);
    for (mk_int i = 0; i < count; ++i) into[i] = op.combine(into[i], static_cast<const Total *>(more)[i]);
  }
};

template <class S, class Op, class Emit> struct EmittingReducer final : ReducerLoops<S, typename Op::Loops> {
  const Emit &emit_one;
  EmittingReducer(const Op &op, const Emit &emit_one) : ReducerLoops<S, typename Op::Loops>(op), emit_one(emit_one) {}
  void emit(mk_int first, mk_int count, const void *totals) const override {
    for (mk_int i = 0; i < count; ++i) emit_one(first + i, static_cast<const typename Op::Total *>(totals)[i]);
  }
};

// emit(i, total) takes the total of result i.
template <class S, class Op, class Emit>
void reduce_each(const Op &op, Outer outer, mk_int n, mk_int inner, const S *x, const Emit &emit) {
  drive(EmittingReducer<S, Op, Emit>(op, emit), outer, n, inner, x);
}

template <class S, class Out, class Op>
void reduce_with(const Op &op, Outer outer, mk_int n, mk_int inner, const void *x, void *out) {
  Out *results = static_cast<Out *>(out);
  reduce_each(op, outer, n, inner, static_cast<const S *>(x),
              [&](mk_int i, const typename Op::Total &total) HWY_ATTR { results[i] = convert<Out>(op.finish(total)); });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
