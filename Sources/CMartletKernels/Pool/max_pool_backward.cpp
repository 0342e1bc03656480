// Gradient of max pooling: each output's gradient goes to the position that won.
#include "include/mk_pool.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Pool/max_pool_backward.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Pool/planes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// Windows of two by two that tile the plane: every position belongs to one window, so that rows are written once, in order.
template <class T>
HWY_NOINLINE void spread_2x2_row(mk_int n, const T *HWY_RESTRICT dy, const uint8_t *HWY_RESTRICT taps, T *HWY_RESTRICT top, T *HWY_RESTRICT bottom) {
  for (mk_int w = 0; w < n; ++w) {
    T g = dy[w];
    uint8_t tap = taps[w];
    top[2 * w] = tap == 0 ? g : T(0);
    top[2 * w + 1] = tap == 1 ? g : T(0);
    bottom[2 * w] = tap == 2 ? g : T(0);
    bottom[2 * w + 1] = tap == 3 ? g : T(0);
  }
}

template <class T>
void spread_2x2(const mk_pool_shape &s, const T *dy, const uint8_t *taps, T *dx) {
  mk_int rows = s.out[1], width = s.out[2], row = s.in[2];
  for (mk_int d = 0; d < s.out[0]; ++d) {
    T *plane = dx + d * s.in[1] * row;
    for (mk_int h = 0; h < rows; ++h) {
      mk_int from = (d * rows + h) * width;
      T *top = plane + 2 * h * row;
      spread_2x2_row(width, dy + from, taps + from, top, top + row);
      if (row > 2 * width) {
        std::fill(top + 2 * width, top + row, T(0));
        std::fill(top + row + 2 * width, top + 2 * row, T(0));
      }
    }
    std::fill(plane + 2 * rows * row, plane + s.in[1] * row, T(0));
  }
}

template <class T>
void spread_taps(const mk_pool_shape &s, const mk_int *offsets, const T *dy, const uint8_t *taps, T *dx) {
  std::fill_n(dx, volume(s.in), T(0));
  for (mk_int d = 0, o = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h)
      for (mk_int w = 0, start = window_start(s, d, h); w < s.out[2]; ++w, ++o) dx[start + w * s.stride[2] + offsets[taps[o]]] += dy[o];
}

template <class T>
void spread_indices(const mk_pool_shape &s, const T *dy, const int64_t *indices, T *dx) {
  std::fill_n(dx, volume(s.in), T(0));
  for (mk_int o = 0, n = volume(s.out); o < n; ++o) dx[indices[o]] += dy[o];
}

void max_pool_backward(mk_dtype dtype, const mk_pool_shape *shape, const void *dy, const int64_t *indices, const uint8_t *taps, void *dx) {
  const mk_pool_shape &s = *shape;
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    mk_int out = volume(s.out);
    bool tiled = taps && tiles_2x2(s);
    auto offsets = tap_offsets(s);
    using T = Loop<S>;
    for_planes(s, out, volume(s.in), static_cast<const S *>(dy), static_cast<S *>(dx), 0.3, [&]() HWY_ATTR {
      return [&](mk_int p, const T *from, T *to) HWY_ATTR {
        if (tiled) spread_2x2(s, from, taps + p * out, to);
        else if (taps) spread_taps(s, offsets.get(), from, taps + p * out, to);
        else spread_indices(s, from, indices + p * out, to);
      };
    });
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(max_pool_backward);

extern "C" void mk_max_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, const int64_t *indices, const uint8_t *taps, void *dx) {
  HWY_DYNAMIC_DISPATCH(max_pool_backward)(dtype, s, dy, indices, taps, dx);
}

} // namespace mk
#endif
