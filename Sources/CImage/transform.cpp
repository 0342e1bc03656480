// Affine and perspective transforms: each output pixel is looked up where the inverse map says, in PIL's arithmetic.
#include <algorithm>
#include <cmath>
#include "image.h"
#include "include/ci_geometry.h"

namespace ci {
namespace {

struct Point { double x, y; };

struct Affine {
  const double *a;
  Point operator()(double x, double y) const { return {a[0] * x + a[1] * y + a[2], a[3] * x + a[4] * y + a[5]}; }
};

struct Perspective {
  const double *a;
  Point operator()(double x, double y) const {
    double w = a[6] * x + a[7] * y + 1;
    return {(a[0] * x + a[1] * y + a[2]) / w, (a[3] * x + a[4] * y + a[5]) / w};
  }
};

// False outside of the image, and for NaN.
bool is_inside(const ci_image &image, Point p) { return p.x >= 0 && p.x < double(image.width) && p.y >= 0 && p.y < double(image.height); }

int64_t clamped(int64_t i, int64_t n) { return std::clamp<int64_t>(i, 0, n - 1); }

template <class T, int channels> struct Nearest {
  static void read(const ci_image &from, Point p, T *out) {
    const T *in = row<T>(from, int64_t(p.y)) + int64_t(p.x) * channels;
    std::copy_n(in, channels, out);
  }
};

template <class T, int channels> struct Bilinear {
  static void read(const ci_image &from, Point p, T *out) {
    double x = p.x - 0.5, y = p.y - 0.5, left = std::floor(x), top = std::floor(y), dx = x - left, dy = y - top;
    int64_t x0 = clamped(int64_t(left), from.width) * channels, x1 = clamped(int64_t(left) + 1, from.width) * channels;
    const T *above = row<T>(from, clamped(int64_t(top), from.height)), *below = row<T>(from, clamped(int64_t(top) + 1, from.height));
    for (int c = 0; c < channels; ++c) {
      double a = above[x0 + c] + (above[x1 + c] - above[x0 + c]) * dx, b = below[x0 + c] + (below[x1 + c] - below[x0 + c]) * dx;
      out[c] = T(a + (b - a) * dy);
    }
  }
};

// Keys' cubic with a = -1/2 through four values, at d past the second.
double cubic(const double *v, double d) {
  double p1 = v[1], p2 = v[2] - v[0], p3 = 2 * (v[0] - v[1]) + v[2] - v[3], p4 = v[1] - v[0] - v[2] + v[3];
  return p1 + d * (p2 + d * (p3 + d * p4));
}

template <class T, int channels> struct Bicubic {
  static void read(const ci_image &from, Point p, T *out) {
    double x = p.x - 0.5, y = p.y - 0.5, left = std::floor(x), top = std::floor(y);
    int64_t columns[4];
    const T *rows[4];
    for (int i = 0; i < 4; ++i) {
      columns[i] = clamped(int64_t(left) - 1 + i, from.width) * channels;
      rows[i] = row<T>(from, clamped(int64_t(top) - 1 + i, from.height));
    }
    for (int c = 0; c < channels; ++c) {
      double across[4];
      for (int i = 0; i < 4; ++i) {
        double values[4];
        for (int k = 0; k < 4; ++k) values[k] = rows[i][columns[k] + c];
        across[i] = cubic(values, x - left);
      }
      out[c] = cut<T>(cubic(across, y - top));
    }
  }
};

template <class T, int channels> void paint(const uint16_t *fill, T *out) {
  for (int c = 0; c < channels; ++c) out[c] = T(fill[c]);
}

template <class T, int channels, class Read, class Map>
void transform(const ci_image &from, const ci_image &to, Map map, const uint16_t *fill) {
  for (int64_t y = 0; y < to.height; ++y) {
    T *out = row<T>(to, y);
    for (int64_t x = 0; x < to.width; ++x, out += channels) {
      Point p = map(double(x) + 0.5, double(y) + 0.5);
      if (is_inside(from, p)) Read::read(from, p, out);
      else paint<T, channels>(fill, out);
    }
  }
}

// Nearest neighbours of an affine map by steps in 16.16 fixed point, as PIL takes them wherever the numbers fit.
template <class T, int channels> void step_nearest(const ci_image &from, const ci_image &to, const double *a, const uint16_t *fill) {
  auto fixed = [](double v) { return int64_t(std::floor(v * 65536 + 0.5)); };
  int64_t dx[2] = {fixed(a[0]), fixed(a[3])}, dy[2] = {fixed(a[1]), fixed(a[4])};
  int64_t start[2] = {fixed(a[2] + a[0] * 0.5 + a[1] * 0.5), fixed(a[5] + a[3] * 0.5 + a[4] * 0.5)};
  for (int64_t y = 0; y < to.height; ++y) {
    T *out = row<T>(to, y);
    int64_t u = start[0] + y * dy[0], v = start[1] + y * dy[1];
    for (int64_t x = 0; x < to.width; ++x, out += channels, u += dx[0], v += dx[1]) {
      int64_t column = u >> 16, line = v >> 16;
      bool inside = column >= 0 && column < from.width && line >= 0 && line < from.height;
      if (inside) std::copy_n(row<T>(from, line) + column * channels, channels, out);
      else paint<T, channels>(fill, out);
    }
  }
}

bool fits_fixed_point(const ci_image &to, const double *a) {
  Affine map{a};
  for (int corner = 0; corner < 4; ++corner) {
    Point p = map(corner & 1 ? double(to.width) : 0, corner & 2 ? double(to.height) : 0);
    if (!(std::fabs(p.x) < 32768 && std::fabs(p.y) < 32768)) return false;
  }
  return true;
}

template <class T, int channels, class Map>
void transform(const ci_image &from, const ci_image &to, Map map, ci_filter filter, const uint16_t *fill) {
  switch (filter) {
    case CI_BILINEAR: return transform<T, channels, Bilinear<T, channels>>(from, to, map, fill);
    case CI_BICUBIC: return transform<T, channels, Bicubic<T, channels>>(from, to, map, fill);
    default: return transform<T, channels, Nearest<T, channels>>(from, to, map, fill);
  }
}

} // namespace
} // namespace ci

void ci_transform(const ci_image *from, const ci_image *to, const double a[8], ci_filter filter, const uint16_t *fill) {
  using namespace ci;
  bool affine = a[6] == 0 && a[7] == 0;
  with_samples(*from, [&](auto sample, auto channels) {
    using T = decltype(sample);
    if (!affine) transform<T, channels>(*from, *to, Perspective{a}, filter, fill);
    else if (filter == CI_NEAREST && fits_fixed_point(*to, a)) step_nearest<T, channels>(*from, *to, a, fill);
    else transform<T, channels>(*from, *to, Affine{a}, filter, fill);
  });
}
