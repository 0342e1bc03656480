// Normal numbers from PyTorch's CPU stream. PyTorch has two algorithms: below 16 numbers a Box-Muller transform one number at a
// time, in double, whose second result is kept for the next call; from 16 on groups of 16, of which 8 uniform numbers give
// the radius and 8 the angle. In float the latter rests on the polynomials of Cephes (Moshier; in Pommier's vector form) with
// the fused multiplications that a compiler makes of them. To agree in the last bit, every fma below has to stay an fma and
// every plain product a plain product: hence one operation per statement, which compilers do not contract.
#include <cmath>
#include "Random/mt19937.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Random/mt_normal.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

inline float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }

// log x for normal positive x.
inline float cephes_log(float x) {
  uint32_t bits = bit_cast<uint32_t>(x);
  float exponent = float(int32_t(bits >> 23) - 126);
  float m = bit_cast<float>((bits & 0x007fffffu) | 0x3f000000u); // in [0.5, 1)
  bool small = m < 0.707106781186547524f;
  float rest = m - 1.0f;
  float doubled = small ? m : 0.0f;
  float e = small ? exponent - 1.0f : exponent;
  float r = rest + doubled;
  float z = r * r;
  float y = 7.0376836292e-2f;
  y = fused(y, r, -1.1514610310e-1f);
  y = fused(y, r, 1.1676998740e-1f);
  y = fused(y, r, -1.2420140846e-1f);
  y = fused(y, r, 1.4249322787e-1f);
  y = fused(y, r, -1.6668057665e-1f);
  y = fused(y, r, 2.0000714765e-1f);
  y = fused(y, r, -2.4999993993e-1f);
  y = fused(y, r, 3.3333331174e-1f);
  y = y * r;
  float correction = e * -2.12194440e-4f;
  y = fused(y, z, correction);
  y = fused(z, -0.5f, y);
  r = r + y;
  return fused(e, 0.693359375f, r);
}

// sin x and cos x for x in [0, 2 pi].
inline void cephes_sincos(float x, float &sine, float &cosine) {
  float scaled = x * 1.27323954473516f;
  int32_t octant = (int32_t(scaled) + 1) & ~1;
  float y = float(octant);
  float r = fused(y, -0.78515625f, x);
  r = fused(y, -2.4187564849853515625e-4f, r);
  r = fused(y, -3.77489497744594108e-8f, r);
  float z = r * r;
  float c = 2.443315711809948e-5f;
  c = fused(c, z, -1.388731625493765e-3f);
  c = fused(c, z, 4.166664568298827e-2f);
  c = c * z;
  float half_z = z * 0.5f;
  c = fused(c, z, -half_z);
  c = c + 1.0f;
  float s = -1.9515295891e-4f;
  s = fused(s, z, 8.3321608736e-3f);
  s = fused(s, z, -1.6666654611e-1f);
  s = s * z;
  s = fused(s, r, r);
  bool swap = octant & 2;
  float sine_magnitude = swap ? c : s, cosine_magnitude = swap ? s : c;
  sine = octant & 4 ? -sine_magnitude : sine_magnitude;
  cosine = (octant + 2) & 4 ? -cosine_magnitude : cosine_magnitude;
}

// Box-Muller over groups of 16 uniform numbers, in place.
void mt_normal_groups_float(float *data, mk_int groups, float mean, float std) {
  for (mk_int g = 0; g < groups; ++g, data += 16) {
    for (int j = 0; j < 8; ++j) {
      float u1 = 1.0f - data[j];
      float product = -2.0f * cephes_log(u1);
      float radius = __builtin_elementwise_sqrt(product);
      float theta = 6.283185307179586f * data[j + 8];
      float sine, cosine;
      cephes_sincos(theta, sine, cosine);
      float n1 = radius * cosine, n2 = radius * sine;
      data[j] = fused(n1, std, mean);
      data[j + 8] = fused(n2, std, mean);
    }
  }
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
namespace {

HWY_EXPORT(mt_normal_groups_float);

constexpr double two_pi = 6.283185307179586;

void normal_groups(float *data, mk_int groups, double mean, double std) {
  HWY_DYNAMIC_DISPATCH(mt_normal_groups_float)(data, groups, float(mean), float(std));
}

void normal_groups(double *data, mk_int groups, double mean, double std) {
  for (mk_int g = 0; g < groups; ++g, data += 16) {
    for (int j = 0; j < 8; ++j) {
      double radius = std::sqrt(-2 * std::log(1 - data[j]));
      double theta = two_pi * data[j + 8];
      double n1 = radius * std::cos(theta), n2 = radius * std::sin(theta);
      data[j] = std::fma(n1, std, mean);
      data[j + 8] = std::fma(n2, std, mean);
    }
  }
}

double next_normal(mk_mt19937 *g) {
  if (g->has_double_normal) {
    g->has_double_normal = 0;
    return g->double_normal;
  }
  double u[2];
  mk_mt_uniform(g, MK_F64, 2, u, 0, 1);
  double radius = std::sqrt(-2.0 * std::log1p(-u[1]));
  double theta = two_pi * u[0];
  g->double_normal = radius * std::sin(theta);
  g->has_double_normal = 1;
  return radius * std::cos(theta);
}

} // namespace

extern "C" void mk_mt_normal(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double mean, double std) {
  with_float_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *y = static_cast<T *>(out);
    if (n < 16) {
      for (mk_int i = 0; i < n; ++i) {
        y[i] = convert<T>(std::fma(next_normal(g), std, mean));
      }
    } else if constexpr (std::is_floating_point_v<T>) {
      mk_mt_uniform(g, dtype, n, y, 0, 1);
      normal_groups(y, n / 16, mean, std);
      if (n % 16 != 0) { // the last 16 are drawn anew
        mk_mt_uniform(g, dtype, 16, y + n - 16, 0, 1);
        normal_groups(y + n - 16, 1, mean, std);
      }
    } else {
      float group[16];
      for (mk_int begin = 0; begin < n; begin += 16) {
        mk_int place = begin + 16 <= n ? begin : n - 16;
        mk_mt_uniform(g, MK_F32, 16, group, 0, 1);
        normal_groups(group, 1, mean, std);
        for (int j = 0; j < 16; ++j) y[place + j] = convert<T>(group[j]);
      }
    }
  });
}

} // namespace mk
#endif
