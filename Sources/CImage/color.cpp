// Colours pixel by pixel, in PIL's arithmetic.
#include <algorithm>
#include <cmath>
#include "dispatch.h"
#include "image.h"
#include "include/ci_color.h"

namespace ci {
namespace {

// Rounded towards zero after the cut.
CI_INLINE uint8_t blended(int base, int value, float factor) { return cut<uint8_t>(float(base) + factor * float(value - base)); }

CI_DISPATCH void blend_samples(const uint8_t *base, const uint8_t *in, uint8_t *out, int64_t n, float factor) {
  for (int64_t i = 0; i < n; ++i) out[i] = blended(base[i], in[i], factor);
}

struct Hue { float h, s; };

// Hue and saturation as fractions, of three levels that are not all equal.
Hue hue_of(float r, float g, float b, float most, float least) {
  float range = most - least, rc = (most - r) / range, gc = (most - g) / range, bc = (most - b) / range;
  float h = float(r == most ? bc - gc : g == most ? 2.0 + rc - bc : 4.0 + gc - rc);
  return {float(std::fmod(h / 6.0 + 1, 1.0)), range / most};
}

// In levels of 8 bits, which is what PIL keeps between the two directions.
void turn(const uint8_t *in, uint8_t *out, uint8_t shift) {
  uint8_t most = std::max({in[0], in[1], in[2]}), least = std::min({in[0], in[1], in[2]});
  if (most == least) {
    std::copy_n(in, 3, out);
    return;
  }
  Hue hue = hue_of(in[0], in[1], in[2], most, least);
  uint8_t h = uint8_t(uint8_t(hue.h * 255.0) + shift), s = uint8_t(hue.s * 255.0);
  float sector = float(h * 6.0 / 255.0), fs = float(s / 255.0), f = sector - std::floor(sector);
  auto level = [](double v) { return uint8_t(std::clamp(std::round(v), 0.0, 255.0)); };
  uint8_t v = most, p = level(v * (1.0 - fs)), q = level(v * (1.0 - fs * f)), t = level(v * (1.0 - fs * (1.0 - f)));
  const uint8_t sectors[6][3] = {{v, t, p}, {q, v, p}, {p, v, t}, {p, q, v}, {t, p, v}, {v, p, q}};
  std::copy_n(sectors[int(sector) % 6], 3, out);
}

} // namespace
} // namespace ci

void ci_lookup(const ci_image *from, const ci_image *to, const uint8_t *tables) {
  const uint8_t *in = static_cast<const uint8_t *>(from->pixels);
  uint8_t *out = static_cast<uint8_t *>(to->pixels);
  ci::with_channels(from->channels, [&](auto channels) {
    for (int64_t i = 0; i < ci::samples(*from); i += channels)
      for (int c = 0; c < channels; ++c) out[i + c] = tables[c * 256 + in[i + c]];
  });
}

void ci_histogram(const ci_image *image, int64_t *counts) {
  const uint8_t *in = static_cast<const uint8_t *>(image->pixels);
  std::fill_n(counts, 256 * image->channels, 0);
  ci::with_channels(image->channels, [&](auto channels) {
    for (int64_t i = 0; i < ci::samples(*image); i += channels)
      for (int c = 0; c < channels; ++c) ++counts[c * 256 + in[i + c]];
  });
}

void ci_blend(const ci_image *base, const ci_image *from, const ci_image *to, float factor) {
  const uint8_t *b = static_cast<const uint8_t *>(base->pixels), *in = static_cast<const uint8_t *>(from->pixels);
  uint8_t *out = static_cast<uint8_t *>(to->pixels);
  bool alike = base->channels == from->channels;
  if (alike && from->channels % 2 == 1) return ci::blend_samples(b, in, out, ci::samples(*from), factor);
  int colours = ci::colours(*from);
  ci::with_channels(from->channels, [&](auto channels) {
    for (int64_t i = 0; i < from->width * from->height; ++i, in += channels, out += channels, b += base->channels) {
      for (int c = 0; c < colours; ++c) out[c] = ci::blended(b[alike ? c : 0], in[c], factor);
      for (int c = colours; c < channels; ++c) out[c] = in[c];
    }
  });
}

void ci_smooth(const ci_image *from, const ci_image *to) {
  const float centre = 5.0f / 13, side = 1.0f / 13;
  int64_t step = from->channels, last = from->width - 1;
  std::copy_n(static_cast<const uint8_t *>(from->pixels), ci::samples(*from), static_cast<uint8_t *>(to->pixels));
  for (int64_t y = 1; y + 1 < from->height; ++y) {
    const uint8_t *rows[3] = {ci::row<uint8_t>(*from, y - 1), ci::row<uint8_t>(*from, y), ci::row<uint8_t>(*from, y + 1)};
    uint8_t *out = ci::row<uint8_t>(*to, y);
    for (int64_t x = 1; x < last; ++x)
      for (int c = 0; c < ci::colours(*from); ++c) {
        int64_t i = x * step + c;
        float sum = 0.5f;
        for (const uint8_t *in : rows) sum += side * float(in[i - step] + in[i] + in[i + step]);
        out[i] = ci::cut<uint8_t>(sum + (centre - side) * float(rows[1][i]));
      }
  }
}

void ci_turn_hue(const ci_image *from, const ci_image *to, uint8_t shift) {
  const uint8_t *in = static_cast<const uint8_t *>(from->pixels);
  uint8_t *out = static_cast<uint8_t *>(to->pixels);
  for (int64_t i = 0; i < from->width * from->height; ++i, in += from->channels, out += from->channels) {
    ci::turn(in, out, shift);
    if (from->channels == 4) out[3] = in[3];
  }
}
