// im2col and its adjoint. A row of `cols` belongs to one channel and one kernel tap; along it runs the output volume.
#include <cstring>
#include "Pool/windows.h"
#include "internal/dtypes.h"
#include "internal/parallel.h"

namespace mk {
namespace {

// Calls row(x offset of the first inside output, cols offset of the row, range along the last dimension, whether any is inside)
// for each line of the last dimension of one tap.
template <class Row>
void for_tap_rows(const mk_pool_shape &s, mk_int tap, Row &&row) {
  mk_int tap_w = tap % s.kernel[2], tap_h = tap / s.kernel[2] % s.kernel[1], tap_d = tap / s.kernel[2] / s.kernel[1];
  Inside depth = inside(s, 0, tap_d), height = inside(s, 1, tap_h), width = inside(s, 2, tap_w);
  mk_int to = 0;
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h, to += s.out[2]) {
      bool hit = d >= depth.begin && d < depth.end && h >= height.begin && h < height.end && width.begin < width.end;
      mk_int line = ((d * s.stride[0] + depth.shift) * s.in[1] + h * s.stride[1] + height.shift) * s.in[2];
      row(line + width.begin * s.stride[2] + width.shift, to, width, hit);
    }
}

template <class T>
void im2col(const mk_pool_shape &s, const T *x, T *cols) {
  mk_int taps = volume(s.kernel), plane = volume(s.in), out = volume(s.out), step = s.stride[2];
  parallel(s.planes * taps, grain_for(20 + 0.3 * double(out)), [&](mk_int begin, mk_int end) {
    for (mk_int i = begin; i < end; ++i)
      for_tap_rows(s, i % taps, [&](mk_int from, mk_int to, const Inside &range, bool hit) {
        T *row = cols + i * out + to;
        if (!hit) { std::fill_n(row, s.out[2], T{}); return; }
        const T *source = x + i / taps * plane + from;
        std::fill_n(row, range.begin, T{});
        if (step == 1) std::memcpy(row + range.begin, source, size_t(range.end - range.begin) * sizeof(T));
        else for (mk_int w = range.begin; w < range.end; ++w, source += step) row[w] = *source;
        std::fill_n(row + range.end, s.out[2] - range.end, T{});
      });
  });
}

template <class T> T sum(T a, T b) {
  if constexpr (is_small_float<T>) return convert<T>(to_float(a) + to_float(b));
  else if constexpr (std::is_same_v<T, bool>) return a || b;
  else if constexpr (std::is_integral_v<T>) return T(uint64_t(a) + uint64_t(b));
  else return a + b;
}

// Taps of one channel overlap, so a channel is one thread's, and its taps come in order.
template <class T>
void col2im(const mk_pool_shape &s, const T *cols, T *x) {
  mk_int taps = volume(s.kernel), plane = volume(s.in), out = volume(s.out), step = s.stride[2];
  parallel(s.planes, grain_for(20 + 0.5 * double(out * taps)), [&](mk_int begin, mk_int end) {
    for (mk_int i = begin * taps; i < end * taps; ++i)
      for_tap_rows(s, i % taps, [&](mk_int from, mk_int to, const Inside &range, bool hit) {
        if (!hit) return;
        const T *row = cols + i * out + to;
        T *target = x + i / taps * plane + from;
        if (step == 1) for (mk_int w = range.begin; w < range.end; ++w, ++target) *target = sum(*target, row[w]);
        else for (mk_int w = range.begin; w < range.end; ++w, target += step) *target = sum(*target, row[w]);
      });
  });
}

} // namespace
} // namespace mk

extern "C" void mk_im2col(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *cols) {
  mk::with_element_size(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    mk::im2col(*s, static_cast<const T *>(x), static_cast<T *>(cols));
  });
}

extern "C" void mk_col2im(mk_dtype dtype, const mk_pool_shape *s, const void *cols, void *x) {
  mk::with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    mk::col2im(*s, static_cast<const T *>(cols), static_cast<T *>(x));
  });
}
