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

template <class T>
HWY_NOINLINE void share_2x2_row(mk_int n, const T *HWY_RESTRICT dy, Mean<T> scale, T *HWY_RESTRICT top, T *HWY_RESTRICT bottom) {
  for (mk_int w = 0; w < n; ++w) {
    T share = T(Mean<T>(dy[w]) * scale);
    top[2 * w] = share;
    top[2 * w + 1] = share;
    bottom[2 * w] = share;
    bottom[2 * w + 1] = share;
  }
}

template <class T>
void share_2x2(const Averaging &a, const T *dy, T *dx) {
  const mk_pool_shape &s = a.s;
  Mean<T> scale = Mean<T>(1) / Mean<T>(a.divisor ? a.divisor : 4);
  mk_int row = s.in[2], covered = 2 * s.out[2];
  for (mk_int d = 0; d < s.out[0]; ++d) {
    T *plane = dx + d * s.in[1] * row;
    for (mk_int h = 0; h < s.out[1]; ++h) {
      T *top = plane + 2 * h * row;
      share_2x2_row(s.out[2], dy + (d * s.out[1] + h) * s.out[2], scale, top, top + row);
      std::fill(top + covered, top + row, T(0));
      std::fill(top + row + covered, top + 2 * row, T(0));
    }
    std::fill(plane + 2 * s.out[1] * row, plane + s.in[1] * row, T(0));
  }
}

template <class To, class From>
HWY_NOINLINE void add_row(mk_int n, const From *HWY_RESTRICT x, To *HWY_RESTRICT sum) {
  for (mk_int j = 0; j < n; ++j) sum[j] += To(x[j]);
}

template <int stride, class T>
HWY_NOINLINE void add_every(mk_int n, mk_int any_stride, const T *HWY_RESTRICT x, T *HWY_RESTRICT sum) {
  mk_int step = stride ? stride : any_stride;
  for (mk_int w = 0; w < n; ++w) sum[w] += x[w * step];
}

// Room for a plane's work: a row of input, and a row of output with the windows' sizes in the last dimension.
template <class T> struct Rows {
  std::unique_ptr<T[]> memory;
  T *line, *sums, *sizes;
  explicit Rows(const Averaging &a) : memory(new T[size_t(a.s.in[2] + 2 * a.s.out[2])]), line(memory.get()), sums(line + a.s.in[2]), sizes(sums + a.s.out[2]) {
    for (mk_int w = 0; w < a.s.out[2]; ++w) sizes[w] = T(a.divisor ? 1 : a.size(2, w));
  }
};

// sums[w] = the sum of line over window w.
template <class T>
void sum_spans(const Averaging &a, const Rows<T> &rows) {
  const mk_pool_shape &s = a.s;
  std::fill_n(rows.sums, s.out[2], T(0));
  if (a.adaptive) {
    for (mk_int w = 0; w < s.out[2]; ++w) {
      Span span = adaptive_window(s, 2, w);
      for (mk_int j = span.begin; j < span.end; ++j) rows.sums[w] += rows.line[j];
    }
    return;
  }
  auto add = s.stride[2] == 1 ? add_every<1, T> : s.stride[2] == 2 ? add_every<2, T> : add_every<0, T>;
  for (mk_int tap = 0; tap < s.kernel[2]; ++tap) {
    Inside range = inside(s, 2, tap);
    add(range.end - range.begin, s.stride[2], rows.line + range.begin * s.stride[2] + range.shift, rows.sums + range.begin);
  }
}

// The adjoint: line[j] = the sum of the sums[w] whose window covers j.
template <class T>
void spread_spans(const Averaging &a, const Rows<T> &rows) {
  const mk_pool_shape &s = a.s;
  std::fill_n(rows.line, s.in[2], T(0));
  if (a.adaptive) {
    for (mk_int w = 0; w < s.out[2]; ++w) {
      Span span = adaptive_window(s, 2, w);
      for (mk_int j = span.begin; j < span.end; ++j) rows.line[j] += rows.sums[w];
    }
    return;
  }
  for (mk_int tap = 0; tap < s.kernel[2]; ++tap) {
    Inside range = inside(s, 2, tap);
    for (mk_int w = range.begin; w < range.end; ++w) rows.line[w * s.stride[2] + range.shift] += rows.sums[w];
  }
}

// A window's sum is separable: its rows are added up first, in vectors, then the spans of that one row.
template <class T>
void avg_pool_plane(const Averaging &a, const T *x, T *y, const Rows<Mean<T>> &rows) {
  const mk_pool_shape &s = a.s;
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h, y += s.out[2]) {
      Span depth = a.span(0, d), height = a.span(1, h);
      std::fill_n(rows.line, s.in[2], Mean<T>(0));
      for (mk_int at_d = depth.begin; at_d < depth.end; ++at_d)
        for (mk_int at_h = height.begin; at_h < height.end; ++at_h) add_row(s.in[2], x + (at_d * s.in[1] + at_h) * s.in[2], rows.line);
      sum_spans(a, rows);
      Mean<T> area = Mean<T>(a.divisor ? a.divisor : a.size(0, d) * a.size(1, h));
      for (mk_int w = 0; w < s.out[2]; ++w) y[w] = T(rows.sums[w] / (area * rows.sizes[w]));
    }
}

// The adjoint in the opposite order: shares go to one row, and that row to all rows of the window.
template <class T>
void avg_pool_backward_plane(const Averaging &a, const T *dy, T *dx, const Rows<Mean<T>> &rows) {
  const mk_pool_shape &s = a.s;
  std::fill_n(dx, volume(s.in), T(0));
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h, dy += s.out[2]) {
      Span depth = a.span(0, d), height = a.span(1, h);
      Mean<T> area = Mean<T>(a.divisor ? a.divisor : a.size(0, d) * a.size(1, h));
      for (mk_int w = 0; w < s.out[2]; ++w) rows.sums[w] = Mean<T>(dy[w]) / (area * rows.sizes[w]);
      spread_spans(a, rows);
      for (mk_int at_d = depth.begin; at_d < depth.end; ++at_d)
        for (mk_int at_h = height.begin; at_h < height.end; ++at_h) add_row(s.in[2], rows.line, dx + (at_d * s.in[1] + at_h) * s.in[2]);
    }
}

void avg_pool(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *x, void *y, bool include_pad, mk_int divisor) {
  Averaging a{*s, adaptive, include_pad, divisor};
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    using T = Loop<S>;
    bool tiled = !adaptive && tiles_2x2(*s);
    for_planes(*s, volume(s->in), volume(s->out), static_cast<const S *>(x), static_cast<S *>(y), tiled ? 0.3 : 3, [&]() HWY_ATTR {
      return [&, rows = Rows<Mean<T>>(a)](mk_int, const T *from, T *to) HWY_ATTR {
        if (tiled) mean_2x2(a, from, to);
        else avg_pool_plane(a, from, to, rows);
      };
    });
  });
}

void avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *dy, void *dx, bool include_pad, mk_int divisor) {
  Averaging a{*s, adaptive, include_pad, divisor};
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    using T = Loop<S>;
    bool tiled = !adaptive && tiles_2x2(*s);
    for_planes(*s, volume(s->out), volume(s->in), static_cast<const S *>(dy), static_cast<S *>(dx), 1, [&]() HWY_ATTR {
      return [&, rows = Rows<Mean<T>>(a)](mk_int, const T *from, T *to) HWY_ATTR {
        if (tiled) share_2x2(a, from, to);
        else avg_pool_backward_plane(a, from, to, rows);
      };
    });
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(avg_pool);
HWY_EXPORT(avg_pool_backward);

extern "C" void mk_avg_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int count_include_pad, mk_int divisor) {
  HWY_DYNAMIC_DISPATCH(avg_pool)(dtype, s, false, x, y, count_include_pad != 0, divisor);
}

extern "C" void mk_avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, void *dx, int count_include_pad, mk_int divisor) {
  HWY_DYNAMIC_DISPATCH(avg_pool_backward)(dtype, s, false, dy, dx, count_include_pad != 0, divisor);
}

extern "C" void mk_adaptive_avg_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y) {
  HWY_DYNAMIC_DISPATCH(avg_pool)(dtype, s, true, x, y, false, 0);
}

extern "C" void mk_adaptive_avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, void *dx) {
  HWY_DYNAMIC_DISPATCH(avg_pool_backward)(dtype, s, true, dy, dx, false, 0);
}

} // namespace mk
#endif
