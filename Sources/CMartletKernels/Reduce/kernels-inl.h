// The loops of reductions: along contiguous rows and down columns, for any operation of operations-inl.h.
// How the work is cut depends on the shape alone, so results do not depend on the number of threads.
#if defined(MK_REDUCE_KERNELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_REDUCE_KERNELS_INL_H
#undef MK_REDUCE_KERNELS_INL_H
#else
#define MK_REDUCE_KERNELS_INL_H
#endif
#include <algorithm>
#include <memory>
#include "Reduce/operations-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class Op> HWY_INLINE const typename Op::Loops &loops(const Op &op) { return op; }

constexpr mk_int kBlock = 4096;       // elements of a row between two additions to its total: 64 a lane
constexpr mk_int kChunk = 16 * kBlock; // elements of a row that one task takes
constexpr mk_int kTile = 512;         // columns that one task takes
constexpr mk_int kTileRows = 64;      // rows of a tile between two additions to its totals

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

template <class S, class Op>
typename Op::Total reduce_run(const Op &op, const S *x, mk_int n) {
  using Total = typename Op::Total;
  if constexpr (is_small_float<S>) {
    float values[kBlock];
    Total total = op.identity();
    for (mk_int i = 0; i < n; i += kBlock) {
      mk_int count = std::min(kBlock, n - i);
      widen(x + i, count, values);
      total = op.combine(total, Total(reduce_block(op, values, count)));
    }
    return total;
  } else {
    if (n <= kBlock) return Total(reduce_block(op, x, n));
    Total total = op.identity();
    for (mk_int i = 0; i < n; i += kBlock) total = op.combine(total, Total(reduce_block(op, x + i, std::min(kBlock, n - i))));
    return total;
  }
}

// Nanoseconds for reading elements of S, to decide how much work a thread should get at least.
template <class S> constexpr double read_cost(mk_int n) { return 2 + 0.02 * double(sizeof(S)) * double(n); }

// emit(i, total) takes the total of row i.
template <class S, class Op, class Emit>
void reduce_rows(const Op &op, mk_int outer, mk_int n, const S *x, Emit emit) {
  using Total = typename Op::Total;
  if (n <= kChunk) {
    parallel(outer, grain_for(read_cost<S>(n)), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int i = begin; i < end; ++i) emit(i, reduce_run(loops(op), x + i * n, n));
    });
    return;
  }
  mk_int chunks = (n + kChunk - 1) / kChunk;
  std::unique_ptr<Total[]> partial(new Total[size_t(outer * chunks)]);
  parallel(outer * chunks, 2, [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int task = begin; task < end; ++task) {
      mk_int start = task % chunks * kChunk;
      partial[size_t(task)] = reduce_run(loops(op), x + task / chunks * n + start, std::min(kChunk, n - start));
    }
  });
  for (mk_int i = 0; i < outer; ++i) {
    Total total = op.identity();
    for (mk_int c = 0; c < chunks; ++c) total = op.combine(total, partial[size_t(i * chunks + c)]);
    emit(i, total);
  }
}

// total[j] = combine over rows of x[row * stride + j], for at most kTile columns.
template <class S, class Op>
HWY_NOINLINE void reduce_tile(const Op &op, mk_int rows, mk_int width, mk_int stride, const S *x, typename Op::Total *HWY_RESTRICT total) {
  using Lane = typename Op::Lane;
  using Total = typename Op::Total;
  if constexpr (is_small_float<S>) {
    constexpr mk_int kAtOnce = 8;
    float values[kAtOnce * kTile];
    for (mk_int first = 0; first < rows; first += kAtOnce) {
      mk_int count = std::min(kAtOnce, rows - first);
      for (mk_int r = 0; r < count; ++r) widen(x + (first + r) * stride, width, values + r * kTile);
      reduce_tile(op, count, width, kTile, values, total);
    }
  } else {
    HWY_ALIGN Lane lane[kTile];
    for (mk_int first = 0; first < rows; first += kTileRows) {
      mk_int last = std::min(rows, first + kTileRows), row = first;
      for (mk_int j = 0; j < width; ++j) lane[j] = Lane(op.identity());
      for (; row + 4 <= last; row += 4) { // four rows for one trip of the lanes through memory
        const S *HWY_RESTRICT a = x + row * stride;
        const S *HWY_RESTRICT b = a + stride, *HWY_RESTRICT c = b + stride, *HWY_RESTRICT d = c + stride;
        for (mk_int j = 0; j < width; ++j) {
          Lane ab = op.combine(op.template map<Lane>(a[j]), op.template map<Lane>(b[j]));
          Lane cd = op.combine(op.template map<Lane>(c[j]), op.template map<Lane>(d[j]));
          lane[j] = op.combine(lane[j], op.combine(ab, cd));
        }
      }
      for (; row < last; ++row) {
        const S *HWY_RESTRICT a = x + row * stride;
        for (mk_int j = 0; j < width; ++j) lane[j] = op.combine(lane[j], op.template map<Lane>(a[j]));
      }
      for (mk_int j = 0; j < width; ++j) total[j] = op.combine(total[j], Total(lane[j]));
    }
  }
}

// The same for a narrow contiguous array: `together` rows are read as one wide row, whose pieces are combined at the end.
template <class S, class Op>
void reduce_narrow(const Op &op, mk_int rows, mk_int width, const S *x, typename Op::Total *total) {
  using Total = typename Op::Total;
  mk_int together = std::max<mk_int>(1, std::min(kTile / width, rows)), wide = together * width;
  Total totals[kTile];
  std::fill_n(totals, wide, op.identity());
  mk_int full = rows / together, left = rows % together;
  reduce_tile(op, full, wide, wide, x, totals);
  if (left > 0) reduce_tile(op, 1, left * width, wide, x + full * wide, totals);
  for (mk_int j = 0; j < wide; ++j) total[j % width] = op.combine(total[j % width], totals[j]);
}

template <class S, class Op, class Emit>
void reduce_columns(const Op &op, mk_int outer, mk_int n, mk_int inner, const S *x, Emit emit) {
  using Total = typename Op::Total;
  mk_int tiles = (inner + kTile - 1) / kTile;
  // Long columns are cut too when there are too few of them to keep many threads busy.
  mk_int wanted = std::clamp<mk_int>(outer * n * inner / (4 * kChunk), 1, 64);
  mk_int chunks = std::max<mk_int>(1, std::min(wanted / (outer * tiles), n / kTileRows));
  mk_int chunk = (n + chunks - 1) / chunks;
  std::unique_ptr<Total[]> partial(chunks > 1 ? new Total[size_t(outer * chunks * inner)] : nullptr);
  mk_int tile = std::min(inner, kTile);
  parallel(outer * chunks * tiles, grain_for(10 + read_cost<S>(chunk * tile)), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int task = begin; task < end; ++task) {
      mk_int column = task % tiles * kTile, c = task / tiles % chunks, i = task / tiles / chunks;
      mk_int width = std::min(kTile, inner - column), start = c * chunk, rows = std::clamp<mk_int>(n - start, 0, chunk);
      const S *from = x + (i * n + start) * inner + column;
      Total total[kTile];
      std::fill_n(total, width, op.identity());
      if (inner <= kTile / 4) reduce_narrow(loops(op), rows, inner, from, total);
      else reduce_tile(loops(op), rows, width, inner, from, total);
      if (chunks > 1) std::copy_n(total, width, &partial[size_t((i * chunks + c) * inner + column)]);
      else for (mk_int j = 0; j < width; ++j) emit(i * inner + column + j, total[j]);
    }
  });
  if (chunks == 1) return;
  for (mk_int i = 0; i < outer; ++i)
    for (mk_int j = 0; j < inner; ++j) {
      Total total = op.identity();
      for (mk_int c = 0; c < chunks; ++c) total = op.combine(total, partial[size_t((i * chunks + c) * inner + j)]);
      emit(i * inner + j, total);
    }
}

template <class S, class Op, class Emit>
void reduce_any_axis(const Op &op, mk_int outer, mk_int n, mk_int inner, const S *x, Emit emit) {
  if (outer <= 0 || inner <= 0) return;
  if (inner == 1) reduce_rows(op, outer, n, x, emit);
  else reduce_columns(op, outer, n, inner, x, emit);
}

template <class S, class Out, class Op>
void reduce_with(const Op &op, mk_int outer, mk_int n, mk_int inner, const void *x, void *out) {
  Out *results = static_cast<Out *>(out);
  reduce_any_axis(op, outer, n, inner, static_cast<const S *>(x),
                  [&](mk_int i, const typename Op::Total &total) HWY_ATTR { results[i] = convert<Out>(op.finish(total)); });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
