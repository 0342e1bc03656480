#include "max_pool.hpp"
#include "dispatch.hpp"
#include "mk_parallel.h"
#include <algorithm>
#include <cstring>

namespace md {
namespace {

constexpr mk_int lanes = 16;
typedef float Floats __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t Ints __attribute__((vector_size(64), aligned(4), may_alias));
typedef uint32_t Words __attribute__((vector_size(64), aligned(4)));
typedef uint16_t Halves __attribute__((vector_size(32), aligned(2), may_alias));
typedef uint8_t Bytes __attribute__((vector_size(16), aligned(1), may_alias));

// 16 neighbouring elements as floats, or only the first `live`.
template <bool All> MD_INLINE void load(const float *from, mk_int live, Floats &to) {
  if (All) to = *reinterpret_cast<const Floats *>(from);
  else
    for (mk_int i = 0; i < live; i++) to[i] = from[i];
}
template <bool All> MD_INLINE void load(const uint16_t *from, mk_int live, Floats &to) {
  Halves half = {};
  if (All) half = *reinterpret_cast<const Halves *>(from);
  else
    for (mk_int i = 0; i < live; i++) half[i] = from[i];
  const Words wide = __builtin_convertvector(half, Words) << 16;
  memcpy(&to, &wide, sizeof to);
}
template <bool All> MD_INLINE void store(float *to, mk_int live, const Floats &from) {
  if (All) *reinterpret_cast<Floats *>(to) = from;
  else
    for (mk_int i = 0; i < live; i++) to[i] = from[i];
}
// Rounds to nearest even; maxima are bfloat16 numbers already and pass unchanged.
template <bool All> MD_INLINE void store(uint16_t *to, mk_int live, const Floats &from) {
  Words bits;
  memcpy(&bits, &from, sizeof bits);
  const Words rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16, quiet = bits >> 16 | 0x40;
  const Ints is_nan = from != from;
  const Halves half = __builtin_convertvector(is_nan ? quiet : rounded, Halves);
  if (All) *reinterpret_cast<Halves *>(to) = half;
  else
    for (mk_int i = 0; i < live; i++) to[i] = half[i];
}

mk_int volume(const mk_int *sizes) { return sizes[0] * sizes[1] * sizes[2]; }

// The part of a window that lies inside the input, along one dim: taps first ..< last.
struct Span {
  mk_int origin, first, last;
};

MD_INLINE Span span(const MaxPool &p, int d, mk_int o) {
  const mk_int origin = o * p.stride[d] - p.padding[d], step = p.dilation[d];
  return {origin, origin < 0 ? (-origin + step - 1) / step : 0, std::min(p.kernel[d], (p.in[d] - origin + step - 1) / step)};
}

// The elements of a window that lie inside the input: their numbers and their places from the window's origin, in rising order.
struct Taps {
  mk_int count; // set by list(); a constructor would not be emitted for functions with MD_DISPATCH
  int32_t number[256];
  mk_int offset[256];

  MD_INLINE void list(const MaxPool &p, mk_int first0, mk_int last0, mk_int first1, mk_int last1, mk_int first2, mk_int last2) {
    count = 0;
    for (mk_int k0 = first0; k0 < last0; k0++)
      for (mk_int k1 = first1; k1 < last1; k1++)
        for (mk_int k2 = first2; k2 < last2; k2++) {
          number[count] = static_cast<int32_t>((k0 * p.kernel[1] + k1) * p.kernel[2] + k2);
          offset[count++] = ((k0 * p.dilation[0] * p.in[1] + k1 * p.dilation[1]) * p.in[2] + k2 * p.dilation[2]) * p.inner;
        }
  }
};

// Calls body(taps, place of the window's origin in the plane) for each window of a plane in order.
template <class Body> MD_INLINE void each_window(const MaxPool &p, Body body) {
  Taps whole, part;
  whole.list(p, 0, p.kernel[0], 0, p.kernel[1], 0, p.kernel[2]);
  for (mk_int o0 = 0; o0 < p.out[0]; o0++) {
    const Span s0 = span(p, 0, o0);
    for (mk_int o1 = 0; o1 < p.out[1]; o1++) {
      const Span s1 = span(p, 1, o1);
      const bool rows_whole = s0.first == 0 && s0.last == p.kernel[0] && s1.first == 0 && s1.last == p.kernel[1];
      for (mk_int o2 = 0; o2 < p.out[2]; o2++) {
        const mk_int begin = o2 * p.stride[2] - p.padding[2], end = begin + (p.kernel[2] - 1) * p.dilation[2];
        const Taps *taps = &whole;
        if (!rows_whole || begin < 0 || end >= p.in[2]) {
          const Span s2 = span(p, 2, o2);
          part.list(p, s0.first, s0.last, s1.first, s1.last, s2.first, s2.last);
          taps = &part;
        }
        body(*taps, ((s0.origin * p.in[1] + s1.origin) * p.in[2] + begin) * p.inner);
      }
    }
  }
}

template <bool All, class T> MD_INLINE void choose(const Taps &taps, const T *window, mk_int live, T *y, uint8_t *chosen) {
  Floats best = {};
  load<All>(window + taps.offset[0], live, best);
  Ints tap = Ints{} + taps.number[0];
  for (mk_int t = 1; t < taps.count; t++) {
    Floats value = {};
    load<All>(window + taps.offset[t], live, value);
    const Ints wins = (value > best) | (value != value);
    best = wins ? value : best;
    tap = wins ? Ints{} + taps.number[t] : tap;
  }
  store<All>(y, live, best);
  if (!chosen) return;
  if (All) *reinterpret_cast<Bytes *>(chosen) = __builtin_convertvector(tap, Bytes);
  else
    for (mk_int i = 0; i < live; i++) chosen[i] = static_cast<uint8_t>(tap[i]);
}

// Where fewer than 16 channels are left, all 16 lanes are read and written none the less as long as this thread's memory
// goes on: what is written too much belongs to windows that come later and is overwritten by them.
template <class T> MD_INLINE void forward_planes(const MaxPool &p, const T *x, T *y, uint8_t *taps, mk_int begin, mk_int end) {
  const mk_int plane_in = volume(p.in) * p.inner, plane_out = volume(p.out) * p.inner;
  const T *const x_end = x + end * plane_in, *const y_end = y + end * plane_out;
  y += begin * plane_out;
  if (taps) taps += begin * plane_out;
  for (mk_int plane = begin; plane < end; plane++) {
    const T *const source = x + plane * plane_in;
    each_window(p, [&](const Taps &window, mk_int origin) __attribute__((always_inline)) {
      for (mk_int c = 0; c < p.inner; c += lanes) {
        const mk_int live = std::min(lanes, p.inner - c);
        const T *const from = source + origin + c;
        const bool room = y_end - y >= lanes && x_end - (from + window.offset[window.count - 1]) >= lanes;
        if (live == lanes || room) choose<true>(window, from, live, y, taps);
        else choose<false>(window, from, live, y, taps);
        y += live;
        if (taps) taps += live;
      }
    });
  }
}

template <bool All, class T> MD_INLINE void scatter(const Taps &taps, const Floats &gradient, const Ints &tap, mk_int live, T *window) {
  for (mk_int t = 0; t < taps.count; t++) {
    Floats sum = {};
    load<All>(window + taps.offset[t], live, sum);
    sum = tap == taps.number[t] ? sum + gradient : sum;
    store<All>(window + taps.offset[t], live, sum);
  }
}

template <class T> MD_INLINE void backward_planes(const MaxPool &p, const T *dy, const uint8_t *taps, T *dx, mk_int begin, mk_int end) {
  const mk_int plane_in = volume(p.in) * p.inner, plane_out = volume(p.out) * p.inner;
  const Ints lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  const T *const dy_end = dy + end * plane_out;
  dy += begin * plane_out;
  taps += begin * plane_out;
  for (mk_int plane = begin; plane < end; plane++) {
    T *const target = dx + plane * plane_in;
    memset(target, 0, static_cast<size_t>(plane_in) * sizeof(T));
    each_window(p, [&](const Taps &window, mk_int origin) __attribute__((always_inline)) {
      for (mk_int c = 0; c < p.inner; c += lanes) {
        const mk_int live = std::min(lanes, p.inner - c);
        T *const to = target + origin + c;
        const bool room = dy_end - dy >= lanes && target + plane_in - (to + window.offset[window.count - 1]) >= lanes;
        Floats gradient = {};
        Ints tap = {};
        if (live == lanes || room) {
          load<true>(dy, live, gradient);
          tap = __builtin_convertvector(*reinterpret_cast<const Bytes *>(taps), Ints);
          tap = lane < static_cast<int32_t>(live) ? tap : Ints{} - 1; // lanes that do not count match no tap
          scatter<true>(window, gradient, tap, live, to);
        } else {
          load<false>(dy, live, gradient);
          for (mk_int i = 0; i < live; i++) tap[i] = taps[i];
          scatter<false>(window, gradient, tap, live, to);
        }
        dy += live, taps += live;
      }
    });
  }
}

MD_DISPATCH void forward(const MaxPool &p, const float *x, float *y, uint8_t *taps, mk_int begin, mk_int end) {
  forward_planes(p, x, y, taps, begin, end);
}
MD_DISPATCH void forward(const MaxPool &p, const uint16_t *x, uint16_t *y, uint8_t *taps, mk_int begin, mk_int end) {
  forward_planes(p, x, y, taps, begin, end);
}
MD_DISPATCH void backward(const MaxPool &p, const float *dy, const uint8_t *taps, float *dx, mk_int begin, mk_int end) {
  backward_planes(p, dy, taps, dx, begin, end);
}
MD_DISPATCH void backward(const MaxPool &p, const uint16_t *dy, const uint8_t *taps, uint16_t *dx, mk_int begin, mk_int end) {
  backward_planes(p, dy, taps, dx, begin, end);
}

mk_int planes_a_piece(const MaxPool &p) { return 16384 / (volume(p.in) * p.inner) + 1; } // about 10 µs of work

} // namespace

void max_pool(const MaxPool &pool, const void *x, void *y, uint8_t *taps) {
  struct Job {
    const MaxPool &pool;
    const void *x;
    void *y;
    uint8_t *taps;
  } job{pool, x, y, taps};
  auto body = [](void *context, mk_int begin, mk_int end) {
    const Job &j = *static_cast<const Job *>(context);
    if (j.pool.dtype == MK_F32) forward(j.pool, static_cast<const float *>(j.x), static_cast<float *>(j.y), j.taps, begin, end);
    else forward(j.pool, static_cast<const uint16_t *>(j.x), static_cast<uint16_t *>(j.y), j.taps, begin, end);
  };
  mk_parallel_for(pool.outer, planes_a_piece(pool), body, &job);
}

void max_pool_backward(const MaxPool &pool, const void *dy, const uint8_t *taps, void *dx) {
  struct Job {
    const MaxPool &pool;
    const void *dy;
    const uint8_t *taps;
    void *dx;
  } job{pool, dy, taps, dx};
  auto body = [](void *context, mk_int begin, mk_int end) {
    const Job &j = *static_cast<const Job *>(context);
    if (j.pool.dtype == MK_F32) backward(j.pool, static_cast<const float *>(j.dy), j.taps, static_cast<float *>(j.dx), begin, end);
    else backward(j.pool, static_cast<const uint16_t *>(j.dy), j.taps, static_cast<uint16_t *>(j.dx), begin, end);
  };
  mk_parallel_for(pool.outer, planes_a_piece(pool), body, &job);
}

} // namespace md
