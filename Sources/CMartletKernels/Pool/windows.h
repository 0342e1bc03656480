// Geometry of pooling windows: which input positions window `o` of one dimension covers.
#ifndef MK_POOL_WINDOWS_H
#define MK_POOL_WINDOWS_H
#include <algorithm>
#include <memory>
#include "include/mk_pool.h"

namespace mk {

// Input positions begin, begin + step, … below end; `first` is the number of the kernel tap at `begin`.
struct Span {
  mk_int begin, end, step, first;
  mk_int count() const { return begin < end ? (end - begin + step - 1) / step : 0; }
};

// A window may start in the padding and may run past the padded end; both parts are left out.
inline Span window(const mk_pool_shape &s, int dim, mk_int o) {
  mk_int step = s.dilation[dim], start = o * s.stride[dim] - s.padding[dim];
  mk_int skip = start < 0 ? (-start + step - 1) / step : 0;
  return {start + skip * step, std::min(start + s.kernel[dim] * step, s.in[dim]), step, skip};
}

inline Span adaptive_window(const mk_pool_shape &s, int dim, mk_int o) {
  mk_int in = s.in[dim], out = s.out[dim];
  return {o * in / out, ((o + 1) * in + out - 1) / out, 1, 0};
}

// The outputs o in [begin, end) whose tap falls inside the input: 0 <= o * stride + shift < in.
struct Inside { mk_int begin, end, shift; };

inline Inside inside(const mk_pool_shape &s, int dim, mk_int tap) {
  mk_int shift = tap * s.dilation[dim] - s.padding[dim], stride = s.stride[dim];
  mk_int begin = shift < 0 ? (-shift + stride - 1) / stride : 0;
  mk_int end = s.in[dim] > shift ? (s.in[dim] - shift + stride - 1) / stride : 0;
  begin = std::min(begin, s.out[dim]);
  return {begin, std::clamp(end, begin, s.out[dim]), shift};
}

inline mk_int volume(const mk_int size[3]) { return size[0] * size[1] * size[2]; }

// Windows of two by two in the last two dimensions that tile the plane, nothing padded and nothing run past.
inline bool tiles_2x2(const mk_pool_shape &s) {
  for (int d = 1; d < 3; ++d)
    if (s.kernel[d] != 2 || s.stride[d] != 2 || s.padding[d] != 0 || s.dilation[d] != 1 || 2 * s.out[d] > s.in[d]) return false;
  return s.kernel[0] == 1 && s.stride[0] == 1 && s.padding[0] == 0 && s.out[0] == s.in[0];
}

// Where each tap of a window lies in its plane, from the window's first position (which may be in the padding).
inline std::unique_ptr<mk_int[]> tap_offsets(const mk_pool_shape &s) {
  std::unique_ptr<mk_int[]> offsets(new mk_int[size_t(volume(s.kernel))]);
  mk_int tap = 0;
  for (mk_int d = 0; d < s.kernel[0]; ++d)
    for (mk_int h = 0; h < s.kernel[1]; ++h)
      for (mk_int w = 0; w < s.kernel[2]; ++w)
        offsets[size_t(tap++)] = (d * s.dilation[0] * s.in[1] + h * s.dilation[1]) * s.in[2] + w * s.dilation[2];
  return offsets;
}

// The first position of the window at output (d, h, 0).
inline mk_int window_start(const mk_pool_shape &s, mk_int d, mk_int h) {
  return ((d * s.stride[0] - s.padding[0]) * s.in[1] + h * s.stride[1] - s.padding[1]) * s.in[2] - s.padding[2];
}

} // namespace mk
#endif
