// Crops, borders, flips and nearest neighbours: rows and columns chosen one by one.
#include <algorithm>
#include <cstring>
#include "image.h"
#include "include/ci_geometry.h"

namespace ci {
namespace {

// The columns run from left to right without gaps, so that a row is one copy.
bool is_run(const int32_t *columns, int64_t n) {
  if (n == 0 || columns[0] < 0) return false;
  for (int64_t x = 1; x < n; ++x)
    if (columns[x] != columns[0] + x) return false;
  return true;
}

template <class T, int channels>
void gather(const ci_image &from, const ci_image &to, const int32_t *rows, const int32_t *columns, const uint16_t *fill) {
  struct Pixel { T samples[channels]; };
  Pixel background;
  for (int c = 0; c < channels; ++c) background.samples[c] = T(fill[c]);
  bool run = is_run(columns, to.width);
  for (int64_t y = 0; y < to.height; ++y) {
    Pixel *out = reinterpret_cast<Pixel *>(row<T>(to, y));
    if (rows[y] < 0) {
      std::fill_n(out, to.width, background);
      continue;
    }
    const Pixel *in = reinterpret_cast<const Pixel *>(row<T>(from, rows[y]));
    if (run) std::memcpy(out, in + columns[0], size_t(to.width) * sizeof(Pixel));
    else
      for (int64_t x = 0; x < to.width; ++x) out[x] = columns[x] < 0 ? background : in[columns[x]];
  }
}

template <class T, int channels> void transpose(const ci_image &from, const ci_image &to) {
  struct Pixel { T samples[channels]; };
  const Pixel *in = static_cast<const Pixel *>(from.pixels);
  Pixel *out = static_cast<Pixel *>(to.pixels);
  for (int64_t y = 0; y < to.height; ++y)
    for (int64_t x = 0; x < to.width; ++x) out[y * to.width + x] = in[x * from.width + y];
}

} // namespace
} // namespace ci

void ci_gather(const ci_image *from, const ci_image *to, const int32_t *rows, const int32_t *columns, const uint16_t *fill) {
  ci::with_samples(*from, [&](auto sample, auto channels) { ci::gather<decltype(sample), channels>(*from, *to, rows, columns, fill); });
}

void ci_transpose(const ci_image *from, const ci_image *to) {
  ci::with_samples(*from, [&](auto sample, auto channels) { ci::transpose<decltype(sample), channels>(*from, *to); });
}
