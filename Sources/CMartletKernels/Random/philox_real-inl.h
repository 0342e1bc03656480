// Uniform, exponential and normal numbers from random bits, as scalar expressions that vectorise. T is float or double.
// Included once per target, after hwy/highway.h.
#if defined(MK_RANDOM_PHILOX_REAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_RANDOM_PHILOX_REAL_INL_H
#undef MK_RANDOM_PHILOX_REAL_INL_H
#else
#define MK_RANDOM_PHILOX_REAL_INL_H
#endif
#include <type_traits>
#include "Random/philox-inl.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

HWY_INLINE float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
HWY_INLINE double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }

// How many elements of T a chunk gives, and the random bits of element i.
template <class T> inline constexpr int per_chunk = sizeof(T) == 8 ? philox_chunk_pairs : philox_chunk_words;
template <class T> using Bits = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

template <class T>
HWY_INLINE Bits<T> bits_of(const PhiloxChunk &chunk, int i) {
  if constexpr (sizeof(T) == 8) return chunk.pair(i);
  else return chunk.words[i];
}

// [0, 1) in steps of 2^-24 and 2^-53.
HWY_INLINE float unit(uint32_t bits) { return float(int32_t(bits >> 8)) * 0x1p-24f; }
HWY_INLINE double unit(uint64_t bits) {
  // 52 bits make a number in [1, 2); the 53rd is a half step.
  double coarse = bit_cast<double>(bits >> 12 | 0x3ff0000000000000u) - 1.0;
  return coarse + bit_cast<double>((bits >> 11 & 1) * 0x3ca0000000000000u);
}

// (0, 1), finer near 0, where the logarithm stretches what is there: the tails of a normal distribution reach 6.7 and 8.6 sigma.
HWY_INLINE float unit_open(uint32_t bits) {
  float x = fused(float(int32_t(bits >> 1)), 0x1p-31f, 0x1p-32f);
  return x < 1.0f ? x : 1.0f - 0x1p-24f;
}
HWY_INLINE double unit_open(uint64_t bits) { return bit_cast<double>(bits >> 12 | 0x3ff0000000000000u) - (1.0 - 0x1p-53); }

// -ln u for u in (0, 1): u = 2^e m with m in [sqrt(1/2), sqrt(2)), ln m = 2 artanh(s), s = (m - 1) / (m + 1), by its power series.
template <class T>
HWY_INLINE T negative_log(T u) {
  constexpr bool wide = sizeof(T) == 8;
  constexpr Bits<T> root_half = wide ? Bits<T>(0x3fe6a09e667f3bcdu) : Bits<T>(0x3f3504f3u);
  constexpr int mantissa = wide ? 52 : 23;
  using Int = std::make_signed_t<Bits<T>>;
  Bits<T> bits = bit_cast<Bits<T>>(u);
  Int exponent = Int(bits - root_half) >> mantissa;
  T m = bit_cast<T>(bits - (Bits<T>(exponent) << mantissa));
  T s = (m - T(1)) / (m + T(1)), z = s * s;
  T series = T(0);
  if constexpr (wide) {
    series = fused(z, T(2.0 / 23), T(2.0 / 21));
    series = fused(z, series, T(2.0 / 19));
    series = fused(z, series, T(2.0 / 17));
    series = fused(z, series, T(2.0 / 15));
    series = fused(z, series, T(2.0 / 13));
    series = fused(z, series, T(2.0 / 11));
    series = fused(z, series, T(2.0 / 9));
  } else {
    series = T(2.0 / 9);
  }
  series = fused(z, series, T(2.0 / 7));
  series = fused(z, series, T(2.0 / 5));
  series = fused(z, series, T(2.0 / 3));
  series = fused(z * s, series, s + s);
  // The exponent is within ±1100: its low 32 bits convert on every instruction set.
  return -fused(T(int32_t(exponent)), T(0.69314718055994530942), series);
}

// Two independent normal numbers from two sets of bits (Box and Muller 1958): a radius, and a point on the unit circle.
// The point comes from the eighth of a turn on both sides of the x axis, mirrored at the diagonal by one random bit and at the
// origin by another: no reduction of the argument.
template <class T>
HWY_INLINE void normal_pair(Bits<T> for_radius, Bits<T> for_angle, T &first, T &second) {
  constexpr bool wide = sizeof(T) == 8;
  constexpr int top = 8 * sizeof(T) - 1;
  T square = T(2) * negative_log(unit_open(for_radius));
  T radius = __builtin_elementwise_sqrt(square);
  T turn; // in [-1/2, 1/2)
  if constexpr (wide) turn = bit_cast<double>((for_angle & 0x3fffffffffffffffu) >> 10 | 0x3ff0000000000000u) - 1.5;
  else turn = float(int32_t(for_angle << 2)) * 0x1p-32f;
  T x = turn * T(1.57079632679489661923), z = x * x;
  T sine, cosine; // power series
  if constexpr (wide) {
    sine = fused(z, T(1.0 / 355687428096000), T(-1.0 / 1307674368000));
    sine = fused(z, sine, T(1.0 / 6227020800));
    sine = fused(z, sine, T(-1.0 / 39916800));
    sine = fused(z, sine, T(1.0 / 362880));
    cosine = fused(z, T(1.0 / 20922789888000), T(-1.0 / 87178291200));
    cosine = fused(z, cosine, T(1.0 / 479001600));
    cosine = fused(z, cosine, T(-1.0 / 3628800));
    cosine = fused(z, cosine, T(1.0 / 40320));
  } else {
    sine = T(1.0 / 362880);
    cosine = T(1.0 / 40320);
  }
  sine = fused(z, sine, T(-1.0 / 5040));
  sine = fused(z, sine, T(1.0 / 120));
  sine = fused(z, sine, T(-1.0 / 6));
  sine = fused(z * x, sine, x);
  cosine = fused(z, cosine, T(-1.0 / 720));
  cosine = fused(z, cosine, T(1.0 / 24));
  cosine = fused(z, cosine, T(-1.0 / 2));
  cosine = fused(z, cosine, T(1));
  bool mirror = for_angle >> (top - 1) & 1;
  T signed_radius = bit_cast<T>(bit_cast<Bits<T>>(radius) | (for_angle >> top << top));
  first = signed_radius * (mirror ? sine : cosine);
  second = signed_radius * (mirror ? cosine : sine);
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
