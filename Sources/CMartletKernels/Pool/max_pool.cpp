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

// Lets one tap compete for n neighbouring outputs. Vectors run across outputs, so that any window shape vectorises.
template <int stride, class T>
HWY_NOINLINE void compete(mk_int n, const T *HWY_RESTRICT x, mk_int any_stride, int32_t tap, T *HWY_RESTRICT best, int32_t *HWY_RESTRICT taps) {
  mk_int step = stride ? stride : any_stride;
  for (mk_int w = 0; w < n; ++w) {
    T value = x[w * step];
    bool wins = beyond(value, best[w]) | (taps[w] < 0);
    best[w] = wins ? value : best[w];
    taps[w] = wins ? tap : taps[w];
  }
}

// Outputs w0 … w0 + n - 1 of row (d, h).
template <class T>
void max_row_piece(const mk_pool_shape &s, mk_int d, mk_int h, mk_int w0, mk_int n, const T *x, T *best, int32_t *taps) {
  std::fill_n(taps, n, -1);
  Span depth = window(s, 0, d), height = window(s, 1, h);
  auto compete_any = s.stride[2] == 1 ? compete<1, T> : s.stride[2] == 2 ? compete<2, T> : compete<0, T>;
  mk_int tap_d = depth.first;
  for (mk_int at_d = depth.begin; at_d < depth.end; at_d += depth.step, ++tap_d) {
    mk_int tap_h = height.first;
    for (mk_int at_h = height.begin; at_h < height.end; at_h += height.step, ++tap_h)
      for (mk_int tap_w = 0; tap_w < s.kernel[2]; ++tap_w) {
        Inside range = inside(s, 2, tap_w);
        mk_int begin = std::max(range.begin, w0), end = std::min(range.end, w0 + n);
        if (begin >= end) continue;
        const T *row = x + (at_d * s.in[1] + at_h) * s.in[2];
        compete_any(end - begin, row + begin * s.stride[2] + range.shift, s.stride[2], int32_t((tap_d * s.kernel[1] + tap_h) * s.kernel[2] + tap_w),
                    best + begin - w0, taps + begin - w0);
      }
  }
}

template <class T>
void max_pool_any(const mk_pool_shape &s, const mk_int *offsets, const T *x, T *y, int64_t *indices, uint8_t *taps) {
  constexpr mk_int kPiece = 512;
  int32_t winners[kPiece];
  for (mk_int d = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h)
      for (mk_int w = 0; w < s.out[2]; w += kPiece) {
        mk_int n = std::min(kPiece, s.out[2] - w), o = (d * s.out[1] + h) * s.out[2] + w;
        max_row_piece(s, d, h, w, n, x, y + o, winners);
        if (taps) for (mk_int j = 0; j < n; ++j) taps[o + j] = uint8_t(winners[j]);
        if (indices)
          for (mk_int j = 0, start = window_start(s, d, h); j < n; ++j) indices[o + j] = start + (w + j) * s.stride[2] + offsets[winners[j]];
      }
}

template <class T>
void adaptive_max(const mk_pool_shape &s, const T *x, T *y, int64_t *indices) {
  for (mk_int d = 0, o = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h)
      for (mk_int w = 0; w < s.out[2]; ++w, ++o) {
        Span depth = adaptive_window(s, 0, d), height = adaptive_window(s, 1, h), width = adaptive_window(s, 2, w);
        mk_int place = (depth.begin * s.in[1] + height.begin) * s.in[2] + width.begin;
        T best = x[place];
        for (mk_int at_d = depth.begin; at_d < depth.end; ++at_d)
          for (mk_int at_h = height.begin; at_h < height.end; ++at_h)
            for (mk_int row = (at_d * s.in[1] + at_h) * s.in[2], at = row + width.begin; at < row + width.end; ++at)
              if (beyond(x[at], best)) { best = x[at]; place = at; }
        y[o] = best;
        if (indices) indices[o] = place;
      }
}

template <class S>
void max_pool_planes(const mk_pool_shape &s, bool adaptive, const S *x, S *y, int64_t *indices, uint8_t *taps) {
  mk_int out = volume(s.out);
  bool tiled = !adaptive && tiles_2x2(s);
  auto offsets = tap_offsets(s);
  double cost = adaptive ? double(volume(s.in)) / double(std::max<mk_int>(out, 1)) : 0.2 * double(volume(s.kernel));
  for_planes(s, volume(s.in), out, x, y, cost, [&](mk_int p, const Loop<S> *from, Loop<S> *to) HWY_ATTR {
    int64_t *index = indices ? indices + p * out : nullptr;
    uint8_t *tap = taps ? taps + p * out : nullptr;
    if (adaptive) adaptive_max(s, from, to, index);
    else if (tiled) max_pool_2x2(s, from, to, index, tap);
    else max_pool_any(s, offsets.get(), from, to, index, tap);
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
