// What the kernels share: typed access to an image, and loops that know the number of channels.
#ifndef CI_IMAGE_H
#define CI_IMAGE_H
#include <limits>
#include <type_traits>
#include "include/ci_types.h"

namespace ci {

template <class T> T *row(const ci_image &image, int64_t y) { return static_cast<T *>(image.pixels) + y * image.width * image.channels; }

inline int64_t samples(const ci_image &image) { return image.width * image.height * image.channels; }

// Channels that hold colour: the last of 2 and of 4 is alpha.
inline int colours(const ci_image &image) { return image.channels - (image.channels % 2 == 0); }

template <int n> using Count = std::integral_constant<int, n>;

// Calls body(Count<channels>).
template <class Body> void with_channels(int channels, Body &&body) {
  switch (channels) {
    case 1: return body(Count<1>());
    case 2: return body(Count<2>());
    case 3: return body(Count<3>());
    default: return body(Count<4>());
  }
}

// Calls body(sample, Count<channels>) with a sample of the image's type.
template <class Body> void with_samples(const ci_image &image, Body &&body) {
  with_channels(image.channels, [&](auto n) { image.depth == 8 ? body(uint8_t(), n) : body(uint16_t(), n); });
}

// Cut off at the ends of T's range, without rounding.
template <class T, class Number> T cut(Number v) {
  constexpr Number most = std::numeric_limits<T>::max();
  return v <= 0 ? T(0) : v >= most ? T(most) : T(v);
}

} // namespace ci
#endif
