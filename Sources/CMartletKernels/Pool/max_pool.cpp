// Max pooling. Windows of two by two that tile the plane, the usual ones, have a loop of their own.
#include "include/mk_pool.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Pool/max_pool.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Pool/planes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T>
HWY_INLINE bool beyond(T x, T best) { return (x > best) | (x != x); }

// One output row from two input rows: the first of equals wins, and the last NaN, as in PyTorch.
template <class T>
HWY_NOINLINE void max_2x2_row(mk_int n, const T *HWY_RESTRICT top, const T *HWY_RESTRICT bottom, T *HWY_RESTRICT y, uint8_t *HWY_RESTRICT taps) {
  for (mk_int w = 0; w < n; ++w) {
    T best = top[2 * w];
    uint8_t tap = 0;
    T x = top[2 * w + 1];
    bool b = beyond(x, best);
    best = b ? x : best; tap = b ? 1 : tap;
    x = bottom[2 * w]; b = beyond(x, best);
    best = b ? x : best; tap = b ? 2 : tap;
    x = bottom[2 * w + 1]; b = beyond(x, best);
    best = b ? x : best; tap = b ? 3 : tap;
    y[w] = best;
    taps[w] = tap;
  }
}

template <class T>
void max_pool_2x2(const mk_pool_shape &s, const T *x, T *y, int64_t *indices, uint8_t *taps) {
  mk_int rows = s.out[1], width = s.out[2];
  constexpr mk_int kPiece = 256; // output columns whose taps wait in a buffer for the indices
  uint8_t buffer[kPiece];
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < rows; ++h) {
      mk_int from = (d * s.in[1] + 2 * h) * s.in[2], to = (d * rows + h) * width;
      for (mk_int w = 0; w < width; w += kPiece) {
        mk_int n = std::min(kPiece, width - w);
        uint8_t *tap = taps ? taps + to + w : buffer;
        max_2x2_row(n, x + from + 2 * w, x + from + s.in[2] + 2 * w, y + to + w, tap);
        if (indices)
          for (mk_int j = 0; j < n; ++j) indices[to + w + j] = from + 2 * (w + j) + (tap[j] >> 1) * s.in[2] + (tap[j] & 1);
      }
    }
}

template <class T, class Windows>
void max_pool_any(const mk_pool_shape &s, Windows &&windows, const T *x, T *y, int64_t *indices, uint8_t *taps) {
  for_windows(s, windows, [&](mk_int o, const Span *spans) HWY_ATTR {
    T best = Greater::worst<T>();
    mk_int place = -1, best_tap = 0;
    for_taps(s, spans, [&](mk_int at, mk_int tap) HWY_ATTR {
      if (place < 0 || beyond(x[at], best)) { best = x[at]; place = at; best_tap = tap; }
    });
    y[o] = best;
    if (indices) indices[o] = place;
    if (taps) taps[o] = uint8_t(best_tap);
  });
}

template <class S>
void max_pool_planes(const mk_pool_shape &s, bool adaptive, const S *x, S *y, int64_t *indices, uint8_t *taps) {
  mk_int out = volume(s.out);
  bool tiled = !adaptive && tiles_2x2(s);
  for_planes(s, volume(s.in), out, x, y, adaptive ? 2 : 1, [&](mk_int p, const Loop<S> *from, Loop<S> *to) HWY_ATTR {
    int64_t *index = indices ? indices + p * out : nullptr;
    uint8_t *tap = taps ? taps + p * out : nullptr;
    if (tiled) max_pool_2x2(s, from, to, index, tap);
    else if (adaptive) max_pool_any(s, [&](int dim, mk_int o) { return adaptive_window(s, dim, o); }, from, to, index, tap);
    else max_pool_any(s, [&](int dim, mk_int o) { return window(s, dim, o); }, from, to, index, tap);
  });
}

void max_pool(mk_dtype dtype, const mk_pool_shape *s, bool adaptive, const void *x, void *y, int64_t *indices, uint8_t *taps) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    max_pool_planes(*s, adaptive, static_cast<const S *>(x), static_cast<S *>(y), indices, taps);
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk { HWY_EXPORT(max_pool); }

extern "C" void mk_max_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int64_t *indices, uint8_t *taps) {
  HWY_DYNAMIC_DISPATCH(mk::max_pool)(dtype, s, false, x, y, indices, taps);
}

extern "C" void mk_adaptive_max_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int64_t *indices) {
  HWY_DYNAMIC_DISPATCH(mk::max_pool)(dtype, s, true, x, y, indices, nullptr);
}
#endif
