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

// Integers are averaged in double.
template <class T> using Mean = std::conditional_t<is_real<T>, T, double>;

template <class T>
HWY_NOINLINE void mean_2x2_row(mk_int n, const T *HWY_RESTRICT top, const T *HWY_RESTRICT bottom, Mean<T> scale, T *HWY_RESTRICT y) {
  for (mk_int w = 0; w < n; ++w)
    y[w] = T((Mean<T>(top[2 * w]) + Mean<T>(top[2 * w + 1]) + (Mean<T>(bottom[2 * w]) + Mean<T>(bottom[2 * w + 1]))) * scale);
}

template <class T>
void mean_2x2(const Averaging &a, const T *x, T *y) {
  const mk_pool_shape &s = a.s;
  Mean<T> scale = Mean<T>(1) / Mean<T>(a.divisor ? a.divisor : 4);
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h) {
      const T *top = x + (d * s.in[1] + 2 * h) * s.in[2];
      mean_2x2_row(s.out[2], top, top + s.in[2], scale, y + (d * s.out[1] + h) * s.out[2]);
    }
}

template <class To, class From>
HWY_NOINLINE void add_row(mk_int n, const From *HWY_RESTRICT x, To *HWY_RESTRICT sum) {
  for (mk_int j = 0; j < n; ++j) sum[j] += To(x[j]);
}

// A window's sum is separable: rows are added up first, in vectors, then the spans of that one row. `line` holds a row of input.
template <class T>
void avg_pool_plane(const Averaging &a, const T *x, T *y, Mean<T> *line) {
  const mk_pool_shape &s = a.s;
  for (mk_int d = 0, o = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h) {
      Span depth = a.span(0, d), height = a.span(1, h);
      std::fill_n(line, s.in[2], Mean<T>(0));
      for (mk_int at_d = depth.begin; at_d < depth.end; ++at_d)
        for (mk_int at_h = height.begin; at_h < height.end; ++at_h) add_row(s.in[2], x + (at_d * s.in[1] + at_h) * s.in[2], line);
      mk_int rows = a.size(0, d) * a.size(1, h);
      for (mk_int w = 0; w < s.out[2]; ++w, ++o) {
        Span width = a.span(2, w);
        Mean<T> sum = 0;
        for (mk_int j = width.begin; j < width.end; ++j) sum += line[j];
        y[o] = T(sum / Mean<T>(a.divisor ? a.divisor : rows * a.size(2, w)));
      }
    }
}

// The adjoint, in the opposite order: shares go to one row, and that row to all rows of the window.
template <class T>
void avg_pool_backward_plane(const Averaging &a, const T *dy, T *dx, Mean<T> *line) {
  const mk_pool_shape &s = a.s;
  std::fill_n(dx, volume(s.in), T(0));
  for (mk_int d = 0, o = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h) {
      Span depth = a.span(0, d), height = a.span(1, h);
      mk_int rows = a.size(0, d) * a.size(1, h);
      std::fill_n(line, s.in[2], Mean<T>(0));
      for (mk_int w = 0; w < s.out[2]; ++w, ++o) {
        Span width = a.span(2, w);
        Mean<T> share = Mean<T>(dy[o]) / Mean<T>(a.divisor ? a.divisor : rows * a.size(2, w));
        for (mk_int j = width.begin; j < width.end; ++j) line[j] += share;
      }
      for (mk_int at_d = depth.begin; at_d < depth.end; ++at_d)
        for (mk_int at_h = height.begin; at_h < height.end; ++at_h) add_row(s.in[2], line, dx + (at_d * s.in[1] + at_h) * s.in[2]);
    }
}

void avg_pool(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *x, void *y, bool include_pad, mk_int divisor) {
  Averaging a{*s, adaptive, include_pad, divisor};
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    using T = Loop<S>;
    bool tiled = !adaptive && tiles_2x2(*s);
    for_planes(*s, volume(s->in), volume(s->out), static_cast<const S *>(x), static_cast<S *>(y), tiled ? 0.3 : 3, [&](mk_int, const T *from, T *to) HWY_ATTR {
      std::unique_ptr<Mean<T>[]> line(new Mean<T>[size_t(s->in[2])]);
      if (tiled) mean_2x2(a, from, to);
      else avg_pool_plane(a, from, to, line.get());
    });
  });
}

void avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *dy, void *dx, bool include_pad, mk_int divisor) {
  Averaging a{*s, adaptive, include_pad, divisor};
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    using T = Loop<S>;
    for_planes(*s, volume(s->out), volume(s->in), static_cast<const S *>(dy), static_cast<S *>(dx), 1, [&](mk_int, const T *from, T *to) HWY_ATTR {
      std::unique_ptr<Mean<T>[]> line(new Mean<T>[size_t(s->in[2])]);
      avg_pool_backward_plane(a, from, to, line.get());
    });
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
