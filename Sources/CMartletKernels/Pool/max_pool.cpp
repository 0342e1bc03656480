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

// A plane whose rows are padded with the identity of max, so that a tap of a whole row of outputs is one loop over vectors
// without edges. Rows of output are rounded up to whole vectors.
template <class T> struct PaddedPlane {
  static constexpr int N = kLanes<T>;
  mk_int outputs, row; // lengths of an output row and of an input row, both with their padding
  std::unique_ptr<T[]> values, best;
  std::unique_ptr<int32_t[]> taps, first; // first: the first tap of each window that is not in the left padding

  explicit PaddedPlane(const mk_pool_shape &s)
      : outputs((s.out[2] + N - 1) / N * N), row(outputs * s.stride[2] + (s.kernel[2] - 1) * s.dilation[2] + 1),
        values(new T[size_t(s.in[0] * s.in[1] * row)]), best(new T[size_t(outputs)]), taps(new int32_t[size_t(outputs)]), first(new int32_t[size_t(outputs)]) {
    for (mk_int w = 0; w < outputs; ++w) first[size_t(w)] = int32_t(w < s.out[2] ? window(s, 2, w).first : 0);
    std::fill_n(values.get(), s.in[0] * s.in[1] * row, Greater::worst<T>());
  }

  void fill(const mk_pool_shape &s, const T *x) {
    mk_int n = std::min(s.in[2], row - s.padding[2]);
    for (mk_int r = 0; r < s.in[0] * s.in[1]; ++r) std::copy_n(x + r * s.in[2], n, &values[size_t(r * row + s.padding[2])]);
  }

  template <int stride> static HWY_INLINE Vec<T, N> every(const T *x, mk_int any_stride) {
    if constexpr (stride == 1) {
      return load<N>(x);
    } else if constexpr (stride == 2) {
      Vec<T, 2 * N> pairs = load<2 * N>(x);
      return pairs.even;
    } else {
      Vec<T, N> v;
      for (int i = 0; i < N; ++i) v[i] = x[i * any_stride];
      return v;
    }
  }

  // Lets one tap compete for all outputs of a row.
  template <int stride> HWY_NOINLINE void compete(const T *x, mk_int any_stride, int32_t tap) {
    for (mk_int w = 0; w < outputs; w += N) {
      Vec<T, N> value = every<stride>(x + w * (stride ? stride : any_stride), any_stride), old = load<N>(&best[size_t(w)]);
      auto wins = (value > old) | (value != value);
      store<T, N>(&best[size_t(w)], wins ? value : old);
      Vec<int32_t, N> tap_wins = __builtin_convertvector(wins, Vec<int32_t, N>);
      store<int32_t, N>(&taps[size_t(w)], tap_wins ? Vec<int32_t, N>(tap) : load<N>(&taps[size_t(w)]));
    }
  }

  void max_row(const mk_pool_shape &s, mk_int d, mk_int h) {
    Span depth = window(s, 0, d), height = window(s, 1, h);
    std::fill_n(best.get(), outputs, Greater::worst<T>());
    for (mk_int w = 0; w < outputs; ++w) taps[size_t(w)] = int32_t((depth.first * s.kernel[1] + height.first) * s.kernel[2]) + first[size_t(w)];
    mk_int tap_d = depth.first;
    for (mk_int at_d = depth.begin; at_d < depth.end; at_d += depth.step, ++tap_d) {
      mk_int tap_h = height.first;
      for (mk_int at_h = height.begin; at_h < height.end; at_h += height.step, ++tap_h)
        for (mk_int tap_w = 0; tap_w < s.kernel[2]; ++tap_w) {
          const T *from = &values[size_t((at_d * s.in[1] + at_h) * row + tap_w * s.dilation[2])];
          int32_t tap = int32_t((tap_d * s.kernel[1] + tap_h) * s.kernel[2] + tap_w);
          if (s.stride[2] == 1) compete<1>(from, 1, tap);
          else if (s.stride[2] == 2) compete<2>(from, 2, tap);
          else compete<0>(from, s.stride[2], tap);
        }
    }
  }
};

template <class T>
void max_pool_any(const mk_pool_shape &s, PaddedPlane<T> &plane, const mk_int *offsets, const T *x, T *y, int64_t *indices, uint8_t *taps) {
  plane.fill(s, x);
  mk_int width = s.out[2];
  for (mk_int d = 0, o = 0; d < s.out[0]; ++d)
    for (mk_int h = 0; h < s.out[1]; ++h, o += width) {
      plane.max_row(s, d, h);
      std::copy_n(plane.best.get(), width, y + o);
      if (taps) for (mk_int w = 0; w < width; ++w) taps[o + w] = uint8_t(plane.taps[size_t(w)]);
      if (indices)
        for (mk_int w = 0, start = window_start(s, d, h); w < width; ++w) indices[o + w] = start + w * s.stride[2] + offsets[plane.taps[size_t(w)]];
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
  using T = Loop<S>;
  for_planes(s, volume(s.in), out, x, y, cost, [&]() HWY_ATTR {
    auto padded = adaptive || tiled ? nullptr : std::make_unique<PaddedPlane<T>>(s);
    return [&, padded = std::move(padded)](mk_int p, const T *from, T *to) HWY_ATTR {
      int64_t *index = indices ? indices + p * out : nullptr;
      uint8_t *tap = taps ? taps + p * out : nullptr;
      if (adaptive) adaptive_max(s, from, to, index);
      else if (tiled) max_pool_2x2(s, from, to, index, tap);
      else max_pool_any(s, *padded, offsets.get(), from, to, index, tap);
    };
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
namespace mk {
HWY_EXPORT(max_pool);

extern "C" void mk_max_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int64_t *indices, uint8_t *taps) {
  HWY_DYNAMIC_DISPATCH(max_pool)(dtype, s, false, x, y, indices, taps);
}

extern "C" void mk_adaptive_max_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int64_t *indices) {
  HWY_DYNAMIC_DISPATCH(max_pool)(dtype, s, true, x, y, indices, nullptr);
}

} // namespace mk
#endif
