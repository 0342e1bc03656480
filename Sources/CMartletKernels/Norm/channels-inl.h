// The loops of batch and group norm. Data is (batch, channels, inner). With a wide `inner` a channel is a set of contiguous runs;
// with a narrow one (channels last: inner == 1) vectors run across the channels, as rows of channels * inner elements.
#if defined(MK_NORM_CHANNELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_NORM_CHANNELS_INL_H
#undef MK_NORM_CHANNELS_INL_H
#else
#define MK_NORM_CHANNELS_INL_H
#endif
#include "Norm/channel_shape.h"
#include <memory>
#include "Reduce/moments-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// What the gradient needs of a channel: sums of dy and of dy * (x - mean).
struct GradientSums {
  double dy, product;
};

// What a channel's elements go through: y = (x - mean) * scale + shift.
template <class T> struct Affine { T mean, scale, shift; };

template <class T>
Affine<T> affine_of(mk_int channel, const T *weight, const T *bias, T mean, T rstd) {
  return {mean, weight ? rstd * weight[channel] : rstd, bias ? bias[channel] : T(0)};
}

// dx = dy * of_dy + (x - mean) * of_x + constant
template <class T> struct InputGradient { T mean, of_dy, of_x, constant; };

template <class T>
HWY_NOINLINE void affine_run(mk_int n, const T *HWY_RESTRICT x, Affine<T> c, T *HWY_RESTRICT y) {
  for (mk_int j = 0; j < n; ++j) y[j] = (x[j] - c.mean) * c.scale + c.shift;
}

template <class T>
HWY_NOINLINE void gradient_run(mk_int n, const T *HWY_RESTRICT x, const T *HWY_RESTRICT dy, InputGradient<T> c, T *HWY_RESTRICT dx) {
  for (mk_int j = 0; j < n; ++j) dx[j] = dy[j] * c.of_dy + ((x[j] - c.mean) * c.of_x + c.constant);
}

template <class T>
HWY_NOINLINE void gradient_sums_run(mk_int n, const T *x, const T *dy, T mean, GradientSums &sums) {
#pragma clang fp reassociate(on)
  T s = 0, p = 0;
  for (mk_int j = 0; j < n; ++j) {
    s += dy[j];
    p += dy[j] * (x[j] - mean);
  }
  sums.dy += double(s);
  sums.product += double(p);
}

// The same along a row of all channels, where each coefficient has an entry per element of the row.
template <class T>
HWY_NOINLINE void affine_row(mk_int n, const T *HWY_RESTRICT x, const T *HWY_RESTRICT mean, const T *HWY_RESTRICT scale, const T *HWY_RESTRICT shift, T *HWY_RESTRICT y) {
  for (mk_int j = 0; j < n; ++j) y[j] = (x[j] - mean[j]) * scale[j] + shift[j];
}

template <class T>
HWY_NOINLINE void gradient_row(mk_int n, const T *HWY_RESTRICT x, const T *HWY_RESTRICT dy, const T *HWY_RESTRICT mean, const T *HWY_RESTRICT of_dy,
                               const T *HWY_RESTRICT of_x, const T *HWY_RESTRICT constant, T *HWY_RESTRICT dx) {
  for (mk_int j = 0; j < n; ++j) dx[j] = dy[j] * of_dy[j] + ((x[j] - mean[j]) * of_x[j] + constant[j]);
}

template <class T>
HWY_NOINLINE void gradient_sums_row(mk_int n, const T *HWY_RESTRICT x, const T *HWY_RESTRICT dy, const T *HWY_RESTRICT mean, T *HWY_RESTRICT sum, T *HWY_RESTRICT product) {
  for (mk_int j = 0; j < n; ++j) {
    sum[j] += dy[j];
    product[j] += dy[j] * (x[j] - mean[j]);
  }
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
