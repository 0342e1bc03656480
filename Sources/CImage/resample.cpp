// Antialiased resizing: one pass along rows, one along columns, each with weights that a window around the pixel's centre gives.
// 8 bits run in 22 bits of fixed point and are rounded between the passes, as PIL does; 16 bits run in double.
#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include "dispatch.h"
#include "image.h"
#include "include/ci_geometry.h"

namespace ci {
namespace {

const double pi = 3.14159265358979323846;

double sinc(double x) { return x == 0 ? 1 : std::sin(pi * x) / (pi * x); }

// Keys' cubic with a = -1/2.
double cubic(double x) {
  const double a = -0.5;
  x = std::fabs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

double weight(ci_filter filter, double x) {
  switch (filter) {
    case CI_BOX: return x > -0.5 && x <= 0.5 ? 1 : 0;
    case CI_HAMMING: return std::fabs(x) < 1 ? sinc(x) * (0.54 + 0.46 * std::cos(pi * x)) : 0;
    case CI_BICUBIC: return cubic(x);
    case CI_LANCZOS: return std::fabs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    default: return std::max(0.0, 1 - std::fabs(x));
  }
}

double reach(ci_filter filter) {
  switch (filter) {
    case CI_BOX: return 0.5;
    case CI_BICUBIC: return 2;
    case CI_LANCZOS: return 3;
    default: return 1;
  }
}

// How a sample of type T is weighted, summed and rounded.
template <class T> struct Arithmetic;
template <> struct Arithmetic<uint8_t> {
  using Weight = int32_t;
  // 8 bits for the sample, 2 for what weights above 1 add up to.
  static constexpr int bits = 32 - 8 - 2;
  static constexpr int32_t half = 1 << (bits - 1);
  static Weight weight(double w) { return Weight(w < 0 ? w * (1 << bits) - 0.5 : w * (1 << bits) + 0.5); }
  static CI_INLINE uint8_t round(int32_t sum) {
    int32_t v = sum >> bits;
    return uint8_t(v < 0 ? 0 : v > 255 ? 255 : v);
  }
};
template <> struct Arithmetic<uint16_t> {
  using Weight = double;
  static constexpr double half = 0.5;
  static Weight weight(double w) { return w; }
  static CI_INLINE uint16_t round(double sum) { return cut<uint16_t>(sum); }
};

// For each output position the inputs that it mixes, and their weights.
template <class T> struct Windows {
  using Weight = typename Arithmetic<T>::Weight;
  int64_t size, most;
  std::unique_ptr<int64_t[]> first, count;
  std::unique_ptr<Weight[]> weights;

  Windows(int64_t from, int64_t to, ci_filter filter) : size(to) {
    double scale = double(from) / double(to), stretch = std::max(scale, 1.0), radius = reach(filter) * stretch;
    most = int64_t(std::ceil(radius)) * 2 + 1;
    first.reset(new int64_t[size_t(to)]);
    count.reset(new int64_t[size_t(to)]);
    weights.reset(new Weight[size_t(to * most)]);
    std::unique_ptr<double[]> real(new double[size_t(most)]);
    for (int64_t i = 0; i < to; ++i) {
      double centre = (double(i) + 0.5) * scale, sum = 0;
      int64_t begin = std::max<int64_t>(0, int64_t(centre - radius + 0.5)), end = std::min(from, int64_t(centre + radius + 0.5));
      for (int64_t k = 0; k < end - begin; ++k) {
        real[size_t(k)] = weight(filter, (double(k + begin) - centre + 0.5) * (1 / stretch));
        sum += real[size_t(k)];
      }
      for (int64_t k = 0; k < end - begin; ++k)
        weights[size_t(i * most + k)] = Arithmetic<T>::weight(sum == 0 ? real[size_t(k)] : real[size_t(k)] / sum);
      first[size_t(i)] = begin;
      count[size_t(i)] = end - begin;
    }
  }
};

template <class T, int channels> CI_INLINE void along_rows(const ci_image &from, const ci_image &to, const Windows<T> &windows) {
  using Weight = typename Windows<T>::Weight;
  for (int64_t y = 0; y < to.height; ++y) {
    const T *in = row<T>(from, y);
    T *out = row<T>(to, y);
    for (int64_t x = 0; x < to.width; ++x) {
      const Weight *w = &windows.weights[size_t(x * windows.most)];
      const T *p = in + windows.first[size_t(x)] * channels;
      Weight sum[channels];
      for (int c = 0; c < channels; ++c) sum[c] = Arithmetic<T>::half;
      for (int64_t k = 0; k < windows.count[size_t(x)]; ++k)
        for (int c = 0; c < channels; ++c) sum[c] += Weight(p[k * channels + c]) * w[k];
      for (int c = 0; c < channels; ++c) out[x * channels + c] = Arithmetic<T>::round(sum[c]);
    }
  }
}

// A stretch of the row at a time, so that its sums stay in registers or the nearest cache.
template <class T> CI_INLINE void along_columns(const ci_image &from, const ci_image &to, const Windows<T> &windows) {
  using Weight = typename Windows<T>::Weight;
  constexpr int64_t stretch = 64;
  int64_t n = to.width * to.channels;
  for (int64_t y = 0; y < to.height; ++y) {
    const Weight *w = &windows.weights[size_t(y * windows.most)];
    T *out = row<T>(to, y);
    for (int64_t x = 0; x < n; x += stretch) {
      int64_t width = std::min(stretch, n - x);
      Weight sum[stretch];
      for (int64_t i = 0; i < width; ++i) sum[i] = Arithmetic<T>::half;
      for (int64_t k = 0; k < windows.count[size_t(y)]; ++k) {
        const T *in = row<T>(from, windows.first[size_t(y)] + k) + x;
        for (int64_t i = 0; i < width; ++i) sum[i] += Weight(in[i]) * w[k];
      }
      for (int64_t i = 0; i < width; ++i) out[x + i] = Arithmetic<T>::round(sum[i]);
    }
  }
}

CI_DISPATCH void rows_1(const ci_image &from, const ci_image &to, const Windows<uint8_t> &w) { along_rows<uint8_t, 1>(from, to, w); }
CI_DISPATCH void rows_2(const ci_image &from, const ci_image &to, const Windows<uint8_t> &w) { along_rows<uint8_t, 2>(from, to, w); }
CI_DISPATCH void rows_3(const ci_image &from, const ci_image &to, const Windows<uint8_t> &w) { along_rows<uint8_t, 3>(from, to, w); }
CI_DISPATCH void rows_4(const ci_image &from, const ci_image &to, const Windows<uint8_t> &w) { along_rows<uint8_t, 4>(from, to, w); }
CI_DISPATCH void columns(const ci_image &from, const ci_image &to, const Windows<uint8_t> &w) { along_columns<uint8_t>(from, to, w); }

void rows(const ci_image &from, const ci_image &to, const Windows<uint8_t> &w) {
  static void (*const by_channels[])(const ci_image &, const ci_image &, const Windows<uint8_t> &) = {rows_1, rows_2, rows_3, rows_4};
  by_channels[from.channels - 1](from, to, w);
}

void rows(const ci_image &from, const ci_image &to, const Windows<uint16_t> &w) {
  with_channels(from.channels, [&](auto n) { along_rows<uint16_t, n>(from, to, w); });
}

void columns(const ci_image &from, const ci_image &to, const Windows<uint16_t> &w) { along_columns<uint16_t>(from, to, w); }

// One pass after the other. Both orders are right, but they round differently; this choice is Pillow's.
template <class T> void resample(const ci_image &from, const ci_image &to, ci_filter filter) {
  if (from.width == to.width) return columns(from, to, Windows<T>(from.height, to.height, filter));
  Windows<T> across(from.width, to.width, filter);
  if (from.height == to.height) return rows(from, to, across);
  Windows<T> down(from.height, to.height, filter);
  int64_t fewer_rows = from.height - to.height, fewer_columns = from.width - to.width;
  bool rows_last = fewer_rows > 0 && fewer_rows > 2 * fewer_columns;
  ci_image middle = {rows_last ? from.width : to.width, rows_last ? to.height : from.height, from.channels, from.depth, nullptr};
  std::unique_ptr<T[]> memory(new T[size_t(samples(middle))]);
  middle.pixels = memory.get();
  if (rows_last) {
    columns(from, middle, down);
    rows(middle, to, across);
  } else {
    rows(from, middle, across);
    columns(middle, to, down);
  }
}

} // namespace
} // namespace ci

int ci_resample(const ci_image *from, const ci_image *to, ci_filter filter) {
  try {
    from->depth == 8 ? ci::resample<uint8_t>(*from, *to, filter) : ci::resample<uint16_t>(*from, *to, filter);
    return 0;
  } catch (const std::bad_alloc &) {
    return -1;
  }
}
