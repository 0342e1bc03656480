// The row loops that softmax, log-sum-exp and cross-entropy share. T is float or double.
#if defined(MK_REDUCE_EXPONENTIALS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_REDUCE_EXPONENTIALS_INL_H
#undef MK_REDUCE_EXPONENTIALS_INL_H
#else
#define MK_REDUCE_EXPONENTIALS_INL_H
#endif
#include "Reduce/kernels-inl.h"
#include "vmath/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// exp(x) for x <= 0 (or a rounding error above), as differences from a maximum are: no overflow to care about, and what
// would be denormal is 0.
template <class T>
HWY_INLINE T exp_nonpositive(T x) {
  constexpr T lowest = sizeof(T) == 4 ? T(-87.3) : T(-708.3);
  Reduced<T> a = reduce_exponent(x < lowest ? lowest : x);
  T y = scaled_normal(exp_reduced(a.r), a.n);
  return x < lowest ? T(0) : y;
}

template <class T>
HWY_NOINLINE double sum_exp_block(const T *x, mk_int n, T shift) {
#pragma clang fp reassociate(on)
  T sum = 0;
  for (mk_int i = 0; i < n; ++i) sum += exp_nonpositive(x[i] - shift);
  return double(sum);
}

template <class T>
HWY_NOINLINE double store_exp_block(const T *HWY_RESTRICT x, mk_int n, T shift, T *HWY_RESTRICT y) {
#pragma clang fp reassociate(on)
  T sum = 0;
  for (mk_int i = 0; i < n; ++i) {
    T e = exp_nonpositive(x[i] - shift);
    y[i] = e;
    sum += e;
  }
  return double(sum);
}

// Sum of exp(x - shift); y takes the terms when it is not null.
template <class T>
HWY_INLINE double sum_exp(const T *x, mk_int n, T shift, T *y = nullptr) {
  double sum = 0;
  for (mk_int i = 0; i < n; i += kBlock) {
    mk_int count = std::min(kBlock, n - i);
    sum += y ? store_exp_block(x + i, count, shift, y + i) : sum_exp_block(x + i, count, shift);
  }
  return sum;
}

template <class T>
HWY_INLINE T row_max(const T *x, mk_int n) { return reduce_run(Extreme<T, Greater>(), x, n); }

// log(sum exp): `max` when it is infinite or NaN, where max - max would be NaN.
HWY_INLINE double log_sum(double max, double sum) { return std::isfinite(max) ? max + std::log(sum) : max; }

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
