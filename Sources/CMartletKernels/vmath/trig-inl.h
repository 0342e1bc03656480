// Sine, cosine, tangent: x = q π/2 + r with |r| <= π/4. The reduction holds for |x| <= largest_angle; beyond, callers use libm.
#if defined(MK_VMATH_TRIG_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_TRIG_INL_H
#undef MK_VMATH_TRIG_INL_H
#else
#define MK_VMATH_TRIG_INL_H
#endif
#include "vmath/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

constexpr double largest_angle = 1.6e6; // q stays below 2²⁰, so that its products with 33 bits of π/2 are exact

struct Angle {
  double r;
  uint64_t q;
};

// π/2 in parts of 33, 33 and 53 bits. Float arguments are reduced in double too: it is exact enough without tricks.
HWY_INLINE Angle reduce_angle(double x) {
  double shifted = x * 0.63661977236758134308 + rounder<double>;
  double n = shifted - rounder<double>;
  double r = (x - n * 0x1.921fb544p+0) - n * 0x1.0b4611a6p-34;
  return {r - n * 0x1.3198a2e037073p-69, bit_cast<uint64_t>(shifted)};
}

HWY_INLINE float sin_reduced(float r) {
  float z = r * r;
  return r + r * z * polynomial(z, -0.1666665487f, 0.008332173541f, -0.0001951665549f);
}
HWY_INLINE float cos_reduced(float r) {
  float z = r * r;
  return 1.0f + z * (-0.5f + z * polynomial(z, 0.04166664675f, -0.001388736146f, 2.443773084e-5f));
}
HWY_INLINE double sin_reduced(double r) {
  double z = r * r;
  return r + r * z * polynomial(z, -0.16666666666666667, 0.0083333333333333227, -0.00019841269841254989, 2.7557319214148868e-6, -2.5052104900542751e-8,
                                1.6058365193572606e-10, -7.5786255118294634e-13);
}
HWY_INLINE double cos_reduced(double r) {
  double z = r * r, half = 0.5 * z, high = 1.0 - half;
  double tail = z * z * polynomial(z, 0.041666666666666667, -0.0013888888888888874, 2.4801587301571381e-5, -2.7557319215325609e-7, 2.0876754354646928e-9,
                                   -1.1470291938222537e-11, 4.7380481937198337e-14);
  return high + (((1.0 - high) - half) + tail);
}

// sin(r + q π/2)
template <class T>
HWY_INLINE T sin_quadrant(T r, uint64_t q) {
  using Bits = typename Binary<T>::Bits;
  Bits turn = static_cast<Bits>(q);
  T magnitude = select((turn & 1) != 0, cos_reduced(r), sin_reduced(r));
  return bit_cast<T>(bit_cast<Bits>(magnitude) ^ ((turn & 2) << (8 * sizeof(T) - 2)));
}

template <class T>
HWY_INLINE T vsin(T x) {
  Angle a = reduce_angle(x);
  return select(x == T(0), x, sin_quadrant(T(a.r), a.q)); // keeps the sign of zero
}

template <class T>
HWY_INLINE T vcos(T x) {
  Angle a = reduce_angle(x);
  return sin_quadrant(T(a.r), a.q + 1);
}

template <class T>
HWY_INLINE T vtan(T x) {
  Angle a = reduce_angle(x);
  double s = sin_reduced(a.r), c = cos_reduced(a.r);
  bool odd = (a.q & 1) != 0;
  return select(x == T(0), x, T(select(odd, -c, s) / select(odd, s, c)));
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
