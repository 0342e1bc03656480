// Cross-entropy with class indices: log-softmax and negative log-likelihood in one pass over the logits.
#include "include/mk_reduce.h"
#include <memory>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/cross_entropy.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/exponentials-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T>
HWY_NOINLINE double dot_classes(const T *x, const T *weight, mk_int n) {
  double sum = 0;
  for (mk_int i = 0; i < n; i += kBlock) {
#pragma clang fp reassociate(on)
    T part = 0;
    for (mk_int j = i, end = std::min(n, i + kBlock); j < end; ++j) part += x[j] * weight[j];
    sum += double(part);
  }
  return sum;
}

// `values` is the row itself, or room for its conversion from a 16-bit float.
template <class S>
HWY_INLINE const Loop<S> *row_values(const S *row, mk_int n, Loop<S> *room) {
  if constexpr (is_narrow<S>) { widen(row, n, room); return room; }
  else return row;
}

// The class weights as the loops want them; null stays null.
template <class S>
struct ClassWeights {
  std::unique_ptr<Loop<S>[]> room;
  const Loop<S> *values = nullptr;
  double sum;
  ClassWeights(const S *weight, mk_int classes) : sum(double(classes)) {
    if (!weight) return;
    if constexpr (is_narrow<S>) room.reset(new Loop<S>[size_t(classes)]);
    values = row_values(weight, classes, room.get());
    sum = reduce_run(Sum<Loop<S>>(), values, classes);
  }
};

template <class S>
void cross_entropy_rows(mk_int rows, mk_int classes, const S *x, const int64_t *target, const S *weight, int64_t ignore_index,
                        double smoothing, S *loss, S *lse) {
  using T = Loop<S>;
  ClassWeights<S> weights(weight, classes);
  parallel(rows, grain_for(20 + 0.4 * double(classes)), [&](mk_int begin, mk_int end) HWY_ATTR {
    std::unique_ptr<T[]> room(is_narrow<S> ? new T[size_t(classes)] : nullptr);
    for (mk_int i = begin; i < end; ++i) {
      const T *row = row_values(x + i * classes, classes, room.get());
      T max = row_max(row, classes);
      double total = log_sum(double(max), sum_exp(row, classes, max));
      lse[i] = convert<S>(total);
      if (target[i] == ignore_index) {
        loss[i] = convert<S>(0.0);
        continue;
      }
      double own = weights.values ? double(weights.values[target[i]]) : 1;
      double value = own * (1 - smoothing) * (total - double(row[target[i]]));
      if (smoothing > 0) {
        double all = weights.values ? dot_classes(row, weights.values, classes) : reduce_run(Sum<T>(), row, classes);
        value += smoothing / double(classes) * (total * weights.sum - all);
      }
      loss[i] = convert<S>(value);
    }
  });
}

// dx[c] = exp(x[c] - lse) * all - weight[c] * each: the gradient without the target's own term.
template <class T>
HWY_NOINLINE void logits_gradient(mk_int classes, const T *HWY_RESTRICT x, const T *HWY_RESTRICT weight, T lse, T all, T each, T *HWY_RESTRICT dx) {
  if (weight) for (mk_int c = 0; c < classes; ++c) dx[c] = exp_nonpositive(x[c] - lse) * all - weight[c] * each;
  else for (mk_int c = 0; c < classes; ++c) dx[c] = exp_nonpositive(x[c] - lse) * all - each;
}

template <class S>
void cross_entropy_backward_rows(mk_int rows, mk_int classes, const S *x, const int64_t *target, const S *weight, int64_t ignore_index,
                                 double smoothing, const S *lse, const S *g, bool scalar_g, double scale, S *dx) {
  using T = Loop<S>;
  ClassWeights<S> weights(weight, classes);
  parallel(rows, grain_for(20 + 0.4 * double(classes)), [&](mk_int begin, mk_int end) HWY_ATTR {
    std::unique_ptr<T[]> room(is_narrow<S> ? new T[size_t(2 * classes)] : nullptr);
    for (mk_int i = begin; i < end; ++i) {
      S *result = dx + i * classes;
      if (target[i] == ignore_index) {
        std::fill_n(result, classes, S{});
        continue;
      }
      const T *row = row_values(x + i * classes, classes, room.get());
      T *gradient;
      if constexpr (is_narrow<S>) gradient = room.get() + classes;
      else gradient = result;
      double own = (1 - smoothing) * (weights.values ? double(weights.values[target[i]]) : 1);
      double each = smoothing / double(classes), factor = convert<double>(g[scalar_g ? 0 : i]) * scale;
      double total;
      if constexpr (is_narrow<S>) { // the stored lse has too few digits
        T max = row_max(row, classes);
        total = log_sum(double(max), sum_exp(row, classes, max));
      } else {
        total = double(lse[i]);
      }
      logits_gradient(classes, row, weights.values, T(total), T(factor * (own + each * weights.sum)), T(factor * each), gradient);
      gradient[target[i]] -= T(factor * own);
      if constexpr (is_narrow<S>) narrow(gradient, classes, result);
    }
  });
}

void cross_entropy(mk_dtype dtype, mk_int rows, mk_int classes, const void *x, const int64_t *target, const void *weight, int64_t ignore_index,
                   double smoothing, void *loss, void *lse) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    cross_entropy_rows(rows, classes, static_cast<const S *>(x), target, static_cast<const S *>(weight), ignore_index, smoothing,
                       static_cast<S *>(loss), static_cast<S *>(lse));
  });
}

void cross_entropy_backward(mk_dtype dtype, mk_int rows, mk_int classes, const void *x, const int64_t *target, const void *weight,
                            int64_t ignore_index, double smoothing, const void *lse, const void *g, bool scalar_g, double scale, void *dx) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    cross_entropy_backward_rows(rows, classes, static_cast<const S *>(x), target, static_cast<const S *>(weight), ignore_index, smoothing,
                                static_cast<const S *>(lse), static_cast<const S *>(g), scalar_g, scale, static_cast<S *>(dx));
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(cross_entropy);
HWY_EXPORT(cross_entropy_backward);

extern "C" mk_int mk_cross_entropy(mk_dtype dtype, mk_int rows, mk_int classes, const void *x, const int64_t *target, const void *weight,
                                   int64_t ignore_index, double smoothing, void *loss, void *lse) {
  for (mk_int i = 0; i < rows; ++i)
    if (target[i] != ignore_index && (target[i] < 0 || target[i] >= classes)) return i;
  HWY_DYNAMIC_DISPATCH(cross_entropy)(dtype, rows, classes, x, target, weight, ignore_index, smoothing, loss, lse);
  return -1;
}

extern "C" void mk_cross_entropy_backward(mk_dtype dtype, mk_int rows, mk_int classes, const void *x, const int64_t *target, const void *weight,
                                          int64_t ignore_index, double smoothing, const void *lse, const void *g, int scalar_g, double scale, void *dx) {
  HWY_DYNAMIC_DISPATCH(cross_entropy_backward)(dtype, rows, classes, x, target, weight, ignore_index, smoothing, lse, g, scalar_g != 0, scale, dx);
}

} // namespace mk
#endif
