// Softmax, log-softmax, their gradients, and log-sum-exp.
#include "include/mk_reduce.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/softmax.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/exponentials-inl.h"
#include "Reduce/forwards.h"
#include "Reduce/lines-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

struct ExpSum { double max, sum; }; // sum of exp(x - max)

template <class T> struct LogSumExp {
  using Loops = LogSumExp; using In = T; using Total = ExpSum;
  static constexpr Total identity() { return {-std::numeric_limits<double>::infinity(), 0}; }
  Total combine(const Total &a, const Total &b) const {
    double max = Greater::pick(a.max, b.max);
    if (!std::isfinite(max)) return {max, 1};
    return {max, a.sum * std::exp(a.max - max) + b.sum * std::exp(b.max - max)};
  }
};

template <class T>
ExpSum reduce_values(const LogSumExp<T> &, const T *x, mk_int n) {
  T max = row_max(x, n);
  return {double(max), std::isfinite(max) ? sum_exp(x, n, max) : 1};
}

template <class T>
HWY_NOINLINE void reduce_values_tile(const LogSumExp<T> &op, mk_int rows, mk_int width, mk_int stride, const T *x, ExpSum *total) {
  T max[kTile], sum[kTile];
  for (mk_int first = 0; first < rows; first += kTileRows) {
    mk_int count = std::min(kTileRows, rows - first);
    const T *from = x + first * stride;
    std::copy_n(from, width, max);
    std::fill_n(sum, width, T(0));
    for (mk_int r = 1; r < count; ++r) {
      const T *HWY_RESTRICT row = from + r * stride;
      for (mk_int j = 0; j < width; ++j) max[j] = Greater::pick(max[j], row[j]);
    }
    for (mk_int r = 0; r < count; ++r) {
      const T *HWY_RESTRICT row = from + r * stride;
      for (mk_int j = 0; j < width; ++j) sum[j] += exp_nonpositive(row[j] - max[j]);
    }
    for (mk_int j = 0; j < width; ++j) total[j] = op.combine(total[j], {double(max[j]), double(sum[j])});
  }
}

template <class T> struct Softmax {
  static constexpr int kPasses = 3;
  bool want_log;

  void line(mk_int n, const T *x, const T *, T *y) const {
    T max = row_max(x, n);
    double sum = sum_exp(x, n, max, want_log ? nullptr : y);
    finish(n, x, max, sum, y);
  }

  // y holds the exponentials already, unless logarithms are wanted.
  void finish(mk_int n, const T *HWY_RESTRICT x, T max, double sum, T *HWY_RESTRICT y) const {
    if (want_log) {
      // x - max first: the difference is exact where it matters, whatever the size of max.
      T log = T(std::log(sum));
      for (mk_int i = 0; i < n; ++i) y[i] = (x[i] - max) - log;
    } else {
      T scale = T(1 / sum);
      for (mk_int i = 0; i < n; ++i) y[i] *= scale;
    }
  }

  void lines(mk_int n, mk_int width, const T *x, const T *, mk_int x_stride, T *y, mk_int y_stride) const {
    T max[kTile], sum[kTile];
    std::copy_n(x, width, max);
    std::fill_n(sum, width, T(0));
    for (mk_int r = 1; r < n; ++r) {
      const T *HWY_RESTRICT row = x + r * x_stride;
      for (mk_int j = 0; j < width; ++j) max[j] = Greater::pick(max[j], row[j]);
    }
    for (mk_int r = 0; r < n; ++r) {
      const T *HWY_RESTRICT row = x + r * x_stride;
      T *HWY_RESTRICT to = y + r * y_stride;
      for (mk_int j = 0; j < width; ++j) {
        T e = exp_nonpositive(row[j] - max[j]);
        sum[j] += e;
        to[j] = e;
      }
    }
    for (mk_int j = 0; j < width; ++j) sum[j] = want_log ? T(std::log(sum[j])) : 1 / sum[j];
    for (mk_int r = 0; r < n; ++r) {
      const T *HWY_RESTRICT row = x + r * x_stride;
      T *HWY_RESTRICT to = y + r * y_stride;
      if (want_log) for (mk_int j = 0; j < width; ++j) to[j] = (row[j] - max[j]) - sum[j];
      else for (mk_int j = 0; j < width; ++j) to[j] *= sum[j];
    }
  }
};

template <class T>
HWY_NOINLINE double dot_block(const T *x, const T *y, mk_int n) {
#pragma clang fp reassociate(on)
  T sum = 0;
  for (mk_int i = 0; i < n; ++i) sum += x[i] * y[i];
  return double(sum);
}

// dx = y (dy - sum y dy), or dy - exp(y) sum dy for the logarithm.
template <class T> struct SoftmaxBackward {
  static constexpr int kPasses = 2;
  bool want_log;

  void line(mk_int n, const T *HWY_RESTRICT y, const T *HWY_RESTRICT dy, T *HWY_RESTRICT dx) const {
    double total = 0;
    if (want_log) total = reduce_run(Sum<T>(), dy, n);
    else for (mk_int i = 0; i < n; i += kBlock) total += dot_block(y + i, dy + i, std::min(kBlock, n - i));
    T sum = T(total);
    if (want_log) for (mk_int i = 0; i < n; ++i) dx[i] = dy[i] - exp_nonpositive(y[i]) * sum;
    else for (mk_int i = 0; i < n; ++i) dx[i] = y[i] * (dy[i] - sum);
  }

  void lines(mk_int n, mk_int width, const T *y, const T *dy, mk_int stride, T *dx, mk_int dx_stride) const {
    T sum[kTile];
    std::fill_n(sum, width, T(0));
    for (mk_int r = 0; r < n; ++r) {
      const T *HWY_RESTRICT a = y + r * stride, *HWY_RESTRICT b = dy + r * stride;
      if (want_log) for (mk_int j = 0; j < width; ++j) sum[j] += b[j];
      else for (mk_int j = 0; j < width; ++j) sum[j] += a[j] * b[j];
    }
    for (mk_int r = 0; r < n; ++r) {
      const T *HWY_RESTRICT a = y + r * stride, *HWY_RESTRICT b = dy + r * stride;
      T *HWY_RESTRICT to = dx + r * dx_stride;
      if (want_log) for (mk_int j = 0; j < width; ++j) to[j] = b[j] - exp_nonpositive(a[j]) * sum[j];
      else for (mk_int j = 0; j < width; ++j) to[j] = a[j] * (b[j] - sum[j]);
    }
  }
};

// A few very long lines, in chunks: exponentials against each chunk's own maximum first, then one factor a chunk.
template <class T>
void softmax_long(bool want_log, mk_int outer, mk_int n, const T *x, T *y) {
  LogSumExp<T> op;
  mk_int chunks = (n + kChunk - 1) / kChunk;
  std::unique_ptr<ExpSum[]> stats(new ExpSum[size_t(outer * chunks)]), totals(new ExpSum[size_t(outer)]);
  auto for_chunks = [&](auto body) HWY_ATTR {
    parallel(outer * chunks, 1, [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int task = begin; task < end; ++task) {
        mk_int start = task % chunks * kChunk;
        body(task, task / chunks * n + start, std::min(kChunk, n - start));
      }
    });
  };
  for_chunks([&](mk_int task, mk_int first, mk_int count) HWY_ATTR {
    T max = row_max(x + first, count);
    stats[size_t(task)] = {double(max), sum_exp(x + first, count, max, want_log ? nullptr : y + first)};
  });
  for (mk_int i = 0; i < outer; ++i) {
    ExpSum total = op.identity();
    for (mk_int c = 0; c < chunks; ++c) total = op.combine(total, stats[size_t(i * chunks + c)]);
    totals[size_t(i)] = total;
  }
  for_chunks([&](mk_int task, mk_int first, mk_int count) HWY_ATTR {
    ExpSum total = totals[size_t(task / chunks)];
    if (want_log) {
      Softmax<T>{true}.finish(count, x + first, T(total.max), total.sum, y + first);
    } else {
      // Where a whole chunk is -inf its exponentials are NaN, unlike those of the line.
      double max = stats[size_t(task)].max, factor = std::exp(max - total.max) / total.sum;
      if (factor == 0) std::fill_n(y + first, count, T(0));
      else for (mk_int i = first; i < first + count; ++i) y[i] *= T(factor);
    }
  });
}

void softmax(bool want_log, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *y) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    using T = Loop<S>;
    auto from = static_cast<const S *>(x);
    auto to = static_cast<S *>(y);
    if constexpr (!is_narrow<S>)
      if (inner == 1 && n > 2 * kChunk) return softmax_long(want_log, outer, n, from, to);
    for_lines<1, S, S, T>(Softmax<T>{want_log}, outer, n, inner, from, from, to, 0.5);
  });
}

void softmax_backward(bool want_log, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *y, const void *dy, void *dx) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    using T = Loop<S>;
    for_lines<2, S, S, T>(SoftmaxBackward<T>{want_log}, outer, n, inner, static_cast<const S *>(y), static_cast<const S *>(dy), static_cast<S *>(dx), 0.3);
  });
}

void logsumexp(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    S *results = static_cast<S *>(out);
    reduce_each(LogSumExp<Loop<S>>(), outer, n, inner, static_cast<const S *>(x),
                    [&](mk_int i, const ExpSum &total) HWY_ATTR { results[i] = convert<S>(log_sum(total.max, total.sum)); });
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(softmax);
HWY_EXPORT(softmax_backward);
namespace { HWY_EXPORT(logsumexp); }

void logsumexp(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out) {
  HWY_DYNAMIC_DISPATCH(logsumexp)(dtype, outer, n, inner, x, out);
}

extern "C" void mk_softmax(int want_log, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *y) {
  HWY_DYNAMIC_DISPATCH(softmax)(want_log != 0, dtype, outer, n, inner, x, y);
}

extern "C" void mk_softmax_backward(int want_log, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *y, const void *dy, void *dx) {
  HWY_DYNAMIC_DISPATCH(softmax_backward)(want_log != 0, dtype, outer, n, inner, y, dy, dx);
}

} // namespace mk
#endif
