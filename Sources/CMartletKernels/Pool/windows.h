// Geometry of pooling windows: which input positions window `o` of one dimension covers.
#ifndef MK_POOL_WINDOWS_H
#define MK_POOL_WINDOWS_H
#include <algorithm>
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

inline mk_int volume(const mk_int size[3]) { return size[0] * size[1] * size[2]; }

// Windows of two by two in the last two dimensions that tile the plane, nothing padded and nothing run past.
inline bool tiles_2x2(const mk_pool_shape &s) {
  for (int d = 1; d < 3; ++d)
    if (s.kernel[d] != 2 || s.stride[d] != 2 || s.padding[d] != 0 || s.dilation[d] != 1 || 2 * s.out[d] > s.in[d]) return false;
  return s.kernel[0] == 1 && s.stride[0] == 1 && s.padding[0] == 0 && s.out[0] == s.in[0];
}

// Calls body(o, spans) for each output position of a plane in order; windows(dim, position) gives the spans.
template <class Windows, class Body>
inline void for_windows(const mk_pool_shape &s, Windows &&windows, Body &&body) {
  Span spans[3];
  mk_int o = 0;
  for (mk_int d = 0; d < s.out[0]; ++d) {
    spans[0] = windows(0, d);
    for (mk_int h = 0; h < s.out[1]; ++h) {
      spans[1] = windows(1, h);
      for (mk_int w = 0; w < s.out[2]; ++w) {
        spans[2] = windows(2, w);
        body(o++, spans);
      }
    }
  }
}

// Calls body(position, tap) for the input positions under a window, in order.
template <class Body>
inline void for_taps(const mk_pool_shape &s, const Span spans[3], Body &&body) {
  mk_int tap_d = spans[0].first;
  for (mk_int d = spans[0].begin; d < spans[0].end; d += spans[0].step, ++tap_d) {
    mk_int tap_h = spans[1].first;
    for (mk_int h = spans[1].begin; h < spans[1].end; h += spans[1].step, ++tap_h) {
      mk_int row = (d * s.in[1] + h) * s.in[2], tap = (tap_d * s.kernel[1] + tap_h) * s.kernel[2] + spans[2].first;
      for (mk_int w = spans[2].begin; w < spans[2].end; w += spans[2].step) body(row + w, tap++);
    }
  }
}

} // namespace mk
#endif
