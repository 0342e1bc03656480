// Average pooling, plain and adaptive, with their gradients.
#include "include/mk_pool.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Pool/avg_pool.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Pool/planes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// How windows lie, and what each sum is divided by.
struct Averaging {
  const mk_pool_shape &s;
  bool adaptive, include_pad;
  mk_int divisor; // 0: the window's size

  Span span(int dim, mk_int o) const { return adaptive ? adaptive_window(s, dim, o) : window(s, dim, o); }

  // Elements of one dimension that count, padding included if wanted, but nothing past the padded end.
  mk_int size(int dim, mk_int o) const {
    if (adaptive || !include_pad) return span(dim, o).count();
    mk_int start = o * s.stride[dim] - s.padding[dim];
    return std::min(start + s.kernel[dim], s.in[dim] + s.padding[dim]) - start;
  }
};

template <class T> using Mean = std::conditional_t<is_real<T>, T, double>;

template <class T>
HWY_NOINLINE void mean_2x2_row(mk_int n, const T *HWY_RESTRICT top, const T *HWY_RESTRICT bottom, T scale, T *HWY_RESTRICT y) {
  for (mk_int w = 0; w < n; ++w) y[w] = ((top[2 * w] + top[2 * w + 1]) + (bottom[2 * w] + bottom[2 * w + 1])) * scale;
}

template <class T>
void avg_pool_plane(const Averaging &a, const T *x, T *y) {
  const mk_pool_shape &s = a.s;
  if constexpr (is_real<T>)
    if (!a.adaptive && tiles_2x2(s)) {
      T scale = T(1) / T(a.divisor ? a.divisor : 4);
      for (mk_int d = 0; d < s.out[0]; ++d)
        for (mk_int h = 0; h < s.out[1]; ++h) {
          const T *top = x + (d * s.in[1] + 2 * h) * s.in[2];
          mean_2x2_row(s.out[2], top, top + s.in[2], scale, y + (d * s.out[1] + h) * s.out[2]);
        }
      return;
    }
  mk_int o = 0;
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h) {
      mk_int plane_size = a.size(0, d) * a.size(1, h);
      for (mk_int w = 0; w < s.out[2]; ++w, ++o) {
        Span spans[3] = {a.span(0, d), a.span(1, h), a.span(2, w)};
        Mean<T> sum = 0;
        for_taps(s, spans, [&](mk_int at, mk_int) HWY_ATTR { sum += Mean<T>(x[at]); });
        y[o] = T(sum / Mean<T>(a.divisor ? a.divisor : plane_size * a.size(2, w)));
      }
    }
}

template <class T>
void avg_pool_backward_plane(const Averaging &a, const T *dy, T *dx) {
  const mk_pool_shape &s = a.s;
  std::fill_n(dx, volume(s.in), T(0));
  mk_int o = 0;
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h) {
      mk_int plane_size = a.size(0, d) * a.size(1, h);
      for (mk_int w = 0; w < s.out[2]; ++w, ++o) {
        Span spans[3] = {a.span(0, d), a.span(1, h), a.span(2, w)};
        T share = T(Mean<T>(dy[o]) / Mean<T>(a.divisor ? a.divisor : plane_size * a.size(2, w)));
        for_taps(s, spans, [&](mk_int at, mk_int) HWY_ATTR { dx[at] += share; });
      }
    }
}

void avg_pool(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *x, void *y, bool include_pad, mk_int divisor) {
  Averaging a{*s, adaptive, include_pad, divisor};
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    double cost = double(volume(s->in)) / double(std::max<mk_int>(volume(s->out), 1)) + 1;
    for_planes(*s, volume(s->in), volume(s->out), static_cast<const S *>(x), static_cast<S *>(y), cost,
               [&](mk_int, const Loop<S> *from, Loop<S> *to) HWY_ATTR { avg_pool_plane(a, from, to); });
  });
}

void avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *dy, void *dx, bool include_pad, mk_int divisor) {
  Averaging a{*s, adaptive, include_pad, divisor};
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    for_planes(*s, volume(s->out), volume(s->in), static_cast<const S *>(dy), static_cast<S *>(dx), 1,
               [&](mk_int, const Loop<S> *from, Loop<S> *to) HWY_ATTR { avg_pool_backward_plane(a, from, to); });
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(avg_pool);
HWY_EXPORT(avg_pool_backward);
} // namespace mk

extern "C" void mk_avg_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int count_include_pad, mk_int divisor) {
  HWY_DYNAMIC_DISPATCH(mk::avg_pool)(dtype, s, false, x, y, count_include_pad != 0, divisor);
}

extern "C" void mk_avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, void *dx, int count_include_pad, mk_int divisor) {
  HWY_DYNAMIC_DISPATCH(mk::avg_pool_backward)(dtype, s, false, dy, dx, count_include_pad != 0, divisor);
}

extern "C" void mk_adaptive_avg_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y) {
  HWY_DYNAMIC_DISPATCH(mk::avg_pool)(dtype, s, true, x, y, false, 0);
}

extern "C" void mk_adaptive_avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, void *dx) {
  HWY_DYNAMIC_DISPATCH(mk::avg_pool_backward)(dtype, s, true, dy, dx, false, 0);
}
#endif
