// Powers of floats, and the neighbouring number.
#if defined(MK_VMATH_POWER_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_POWER_INL_H
#undef MK_VMATH_POWER_INL_H
#else
#define MK_VMATH_POWER_INL_H
#endif
#include "vmath/log-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// 2^(y log₂|x|) in double, whose digits beyond float's cover what the product with y magnifies; then IEEE's special cases.
HWY_INLINE float vpow(float x_single, float y_single) {
  double x = x_single, y = y_single, a = vabs(x);
  double result = vexp2(y * vlog2(a));
  double half = 0.5 * y;
  bool integer = vfloor(y) == y, odd = integer && vfloor(half) != half;
  result = x < 0 && !integer && a != infinity<double>() ? quiet_nan<double>() : result;
  result = odd ? vcopysign(result, x) : result;
  bool one = y == 0 || x == 1 || (x == -1 && vabs(y) == infinity<double>());
  return float(one ? 1.0 : result);
}

HWY_INLINE double vpow(double x, double y) { return std::pow(x, y); }

// The neighbour of x in a dtype whose smallest positive number and smallest normal one these are, and whose numbers T holds exactly.
// Floats of one sign are ordered as their bits are; about zero their distance is constant.
template <class T>
HWY_INLINE T vnextafter(T x, T y, T smallest, T normal) {
  using Bits = typename Binary<T>::Bits;
  T spacing = smallest / normal; // at 1
  T largest = (T(2) - spacing) * (T(2) / normal);
  Bits bits = bit_cast<Bits>(x), unit = Bits(spacing / std::numeric_limits<T>::epsilon());
  bool away = (x < y) == (x > T(0)); // from zero
  T next = bit_cast<T>(away ? bits + unit : bits - unit);
  next = select(vabs(x) <= normal, x + (x < y ? smallest : -smallest), next);
  next = select(vabs(x) == infinity<T>(), vcopysign(largest, x), next);
  next = select(x == y, y, next);
  return select(x != x || y != y, x + y, next);
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
