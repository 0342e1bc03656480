// exp and its relatives. x = n ln 2 + r with |r| <= ln 2 / 2; exp(x) = 2ⁿ exp(r), and exp(r) is a minimax polynomial.
#if defined(MK_VMATH_EXP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_EXP_INL_H
#undef MK_VMATH_EXP_INL_H
#else
#define MK_VMATH_EXP_INL_H
#endif
#include "vmath/basic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// c0 + c1 x + c2 x² + … by Horner's rule. Its chain of dependent operations is hidden by evaluating several vectors at once.
template <class T> HWY_INLINE T polynomial(T, T c) { return c; }
template <class T, class... Rest>
HWY_INLINE T polynomial(T x, T c, Rest... rest) { return c + x * polynomial(x, static_cast<T>(rest)...); }

// The layout of a float type, and ln 2 in two parts: the first so short that its product with an exponent is exact.
template <class T> struct Binary;
template <> struct Binary<float> {
  using Bits = uint32_t;
  static constexpr int mantissa = 23, bias = 127;
  static constexpr float ln2_high = 0x1.62e4p-1f, ln2_low = 1.4286068203094173e-06f;
  static constexpr float exp_lowest = -104.5f, exp_highest = 89.5f; // beyond, exp is 0 or infinity
};
template <> struct Binary<double> {
  using Bits = uint64_t;
  static constexpr int mantissa = 52, bias = 1023;
  static constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 1.9082149292705877e-10;
  static constexpr double exp_lowest = -746.5, exp_highest = 711.0;
};

// Adding this pushes the fraction out of the mantissa: the sum's low bits are the nearest integer n, here plus twice the
// exponent's bias.
template <class T> constexpr T rounder = T(3) * T(typename Binary<T>::Bits(1) << (Binary<T>::mantissa - 1));
template <class T> constexpr T biased_rounder = rounder<T> + T(2 * Binary<T>::bias);

template <class T>
struct Reduced {
  T r;
  typename Binary<T>::Bits n; // in the low bits, plus 2 bias
};

// p · 2ⁿ⁺ᵏ, which must be a normal number.
template <class T>
HWY_INLINE T scaled_normal(T p, typename Binary<T>::Bits n, int k = 0) {
  using B = Binary<T>;
  return p * bit_cast<T>((n + typename B::Bits(k - B::bias)) << B::mantissa);
}

// p · 2ⁿ in two steps, since 2ⁿ alone may overflow, and results may be denormal.
template <class T>
HWY_INLINE T scaled(T p, typename Binary<T>::Bits n) {
  constexpr int mantissa = Binary<T>::mantissa;
  auto half = n >> 1; // half the bias too: both factors are biased once
  return (p * bit_cast<T>(half << mantissa)) * bit_cast<T>((n - half) << mantissa);
}

// (exp(r) - 1 - r) / r² for |r| <= ln 2 / 2.
HWY_INLINE float exp_tail(float r) {
  return polynomial(r, 0.5000000086f, 0.1666666676f, 0.0416662234f, 0.008333284103f, 0.001394978292f, 0.0001990890633f);
}
HWY_INLINE double exp_tail(double r) {
  return polynomial(r, 0.5, 0.16666666666666686, 0.04166666666666673, 0.0083333333333153769, 0.0013888888888856046, 0.00019841269900458773,
                    2.4801587377962144e-5, 2.7557230817473644e-6, 2.7557230039803929e-7, 2.5113438012164588e-8, 2.0927905252474098e-9);
}

template <class T>
HWY_INLINE Reduced<T> reduce_exponent(T x) {
  T shifted = x * T(1.44269504088896340736) + biased_rounder<T>, n = shifted - biased_rounder<T>;
  return {(x - n * Binary<T>::ln2_high) - n * Binary<T>::ln2_low, bit_cast<typename Binary<T>::Bits>(shifted)};
}

template <class T> HWY_INLINE T exp_reduced(T r) { return T(1) + (r + r * r * exp_tail(r)); }

// exp(x) · 2ᵏ for a small k. Comparisons are written so that NaN passes through.
template <class T>
HWY_INLINE T exp_scaled(T x, int k) {
  using B = Binary<T>;
  x = x < B::exp_lowest ? B::exp_lowest : x;
  x = x > B::exp_highest ? B::exp_highest : x;
  Reduced<T> a = reduce_exponent(x);
  return scaled(exp_reduced(a.r), a.n + typename B::Bits(k));
}

template <class T> HWY_INLINE T vexp(T x) { return exp_scaled(x, 0); }

template <class T>
HWY_INLINE T vexp2(T x) {
  using B = Binary<T>;
  constexpr T lowest = T(-(B::bias + B::mantissa + 1)), highest = T(B::bias + 2);
  x = x < lowest ? lowest : x;
  x = x > highest ? highest : x;
  T shifted = x + biased_rounder<T>, r = (x - (shifted - biased_rounder<T>)) * T(0.69314718055994530942);
  return scaled(exp_reduced(r), bit_cast<typename B::Bits>(shifted));
}

// 2ⁿ (exp(r) - 1) + (2ⁿ - 1): nothing is lost near 0. The factor 2ⁿ⁻¹ stays finite where 2ⁿ would not.
template <class T>
HWY_INLINE T expm1_nonzero(T x) {
  constexpr T lowest = T(-2 * Binary<T>::mantissa), highest = sizeof(T) == 4 ? T(88.9) : T(710); // -1 and infinity from there on
  x = x < lowest ? lowest : x;
  x = x > highest ? highest : x;
  Reduced<T> a = reduce_exponent(x);
  T half = scaled_normal(T(1), a.n, -1);
  T p = a.r + a.r * a.r * exp_tail(a.r);
  return (half * p + (half - T(0.5))) * T(2);
}

template <class T> HWY_INLINE T vexpm1(T x) { return select(x == T(0), x, expm1_nonzero(x)); } // keeps the sign of zero

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
