// Between images and planes, and between kinds of images.
#include <algorithm>
#include <cstring>
#include "dispatch.h"
#include "image.h"
#include "include/ci_geometry.h"
#include "include/ci_layout.h"

namespace ci {
namespace {

template <class T, int channels, class Number> CI_INLINE void split(const T *in, int64_t n, Number *planes, Number most) {
  for (int c = 0; c < channels; ++c)
    for (int64_t i = 0; i < n; ++i) planes[c * n + i] = Number(in[i * channels + c]) / most;
}

template <class T, class Number> CI_INLINE void split(const ci_image &image, Number *planes, Number most) {
  const T *in = static_cast<const T *>(image.pixels);
  int64_t n = image.width * image.height;
  switch (image.channels) {
    case 1: return split<T, 1>(in, n, planes, most);
    case 2: return split<T, 2>(in, n, planes, most);
    case 3: return split<T, 3>(in, n, planes, most);
    default: return split<T, 4>(in, n, planes, most);
  }
}

CI_DISPATCH void split_8(const ci_image &image, float *planes) { split<uint8_t>(image, planes, 255.0f); }
CI_DISPATCH void split_16(const ci_image &image, float *planes) { split<uint16_t>(image, planes, 65535.0f); }
CI_DISPATCH void split_plain(const ci_image &image, uint8_t *planes) { split<uint8_t>(image, planes, uint8_t(1)); }

template <class T> T luminance(const T *rgb) { return T((rgb[0] * 19595u + rgb[1] * 38470u + rgb[2] * 7471u + 0x8000u) >> 16); }

template <class T> void convert(const ci_image &from, const ci_image &to) {
  const T *in = static_cast<const T *>(from.pixels);
  T *out = static_cast<T *>(to.pixels);
  for (int64_t i = 0; i < from.width * from.height; ++i, in += from.channels, out += to.channels) {
    if (colours(to) == colours(from)) std::copy_n(in, colours(to), out);
    else if (colours(to) == 1) out[0] = luminance(in);
    else std::fill_n(out, 3, in[0]);
    if (to.channels % 2 == 0) out[to.channels - 1] = from.channels % 2 == 0 ? in[from.channels - 1] : std::numeric_limits<T>::max();
  }
}

} // namespace
} // namespace ci

void ci_planes_f32(const ci_image *image, float *planes) { image->depth == 8 ? ci::split_8(*image, planes) : ci::split_16(*image, planes); }

void ci_planes_u8(const ci_image *image, uint8_t *planes) { ci::split_plain(*image, planes); }

void ci_from_planes_u8(const uint8_t *planes, const ci_image *image) {
  int64_t n = image->width * image->height;
  uint8_t *out = static_cast<uint8_t *>(image->pixels);
  ci::with_channels(image->channels, [&](auto channels) {
    for (int c = 0; c < channels; ++c)
      for (int64_t i = 0; i < n; ++i) out[i * channels + c] = planes[c * n + i];
  });
}

void ci_convert(const ci_image *from, const ci_image *to) {
  from->depth == 8 ? ci::convert<uint8_t>(*from, *to) : ci::convert<uint16_t>(*from, *to);
}

void ci_narrow(const ci_image *from, const ci_image *to) {
  const uint16_t *in = static_cast<const uint16_t *>(from->pixels);
  uint8_t *out = static_cast<uint8_t *>(to->pixels);
  for (int64_t i = 0; i < ci::samples(*from); ++i) out[i] = uint8_t(in[i] >> 8);
}

void ci_premultiply(const ci_image *from, const ci_image *to) {
  const uint8_t *in = static_cast<const uint8_t *>(from->pixels);
  uint8_t *out = static_cast<uint8_t *>(to->pixels);
  int last = from->channels - 1;
  for (int64_t i = 0; i < from->width * from->height; ++i, in += from->channels, out += from->channels) {
    unsigned alpha = in[last];
    for (int c = 0; c < last; ++c) {
      // v · alpha / 255, rounded, without a division.
      unsigned product = in[c] * alpha + 128;
      out[c] = uint8_t((product + (product >> 8)) >> 8);
    }
    out[last] = uint8_t(alpha);
  }
}

void ci_unpremultiply(const ci_image *from, const ci_image *to) {
  const uint8_t *in = static_cast<const uint8_t *>(from->pixels);
  uint8_t *out = static_cast<uint8_t *>(to->pixels);
  int last = from->channels - 1;
  for (int64_t i = 0; i < from->width * from->height; ++i, in += from->channels, out += from->channels) {
    unsigned alpha = in[last];
    for (int c = 0; c < last; ++c) out[c] = alpha == 0 ? in[c] : uint8_t(std::min(255u, 255u * in[c] / alpha));
    out[last] = uint8_t(alpha);
  }
}
