// Inverse trigonometric functions, and hypot.
#if defined(MK_VMATH_ARC_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_ARC_INL_H
#undef MK_VMATH_ARC_INL_H
#else
#define MK_VMATH_ARC_INL_H
#endif
#include "vmath/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class T> constexpr T half_pi = T(1.57079632679489661923);
template <class T> constexpr T half_pi_rest = T(1.57079632679489661923132L - (long double)half_pi<T>); // what rounding took away

// (atan(t) / t - 1) / t² of z = t² <= 1
HWY_INLINE float atan_tail(float z) {
  return polynomial(z, -0.3333330187f, 0.1999863865f, -0.1426524542f, 0.109575753f, -0.08419454353f, 0.05823444382f, -0.03145557841f, 0.01106436823f,
                    -0.00182719562f);
}
HWY_INLINE double atan_tail(double z) {
  return polynomial(z, -0.33333333333333093, 0.19999999999955436, -0.14285714282802257, 0.11111111013650931, -0.090909071192410447, 0.076922811863979215,
                    -0.066664149931548665, 0.058805925223503295, -0.05253805388175631, 0.047232927375106039, -0.042217160113755614, 0.036693486112474081,
                    -0.029985497473232806, 0.022085052460265255, -0.013994888644157269, 0.0072632861283989925, -0.0029193048176168653,
                    0.00084347157440176173, -0.00015479426568606906, 1.3489004773542191e-5);
}

// (asin(s) / s - 1) / s² of z = s² <= 1/4
HWY_INLINE float asin_tail(float z) {
  return polynomial(z, 0.1666675413f, 0.07495232621f, 0.04547834914f, 0.02414095765f, 0.04223060306f);
}
HWY_INLINE double asin_tail(double z) {
  return polynomial(z, 0.16666666666665376, 0.075000000003448152, 0.044642856821968499, 0.030381959395633827, 0.022371751936905589, 0.017359795626357177,
                    0.013884350757679195, 0.012174940117992454, 0.0065035286991320763, 0.01959432288191518, -0.016326672528440273, 0.031981681464661864);
}

// atan(low / high) for 0 <= low, high; the quotient is taken the way round that keeps it below 1.
template <class T>
HWY_INLINE T atan_of_quotient(T low, T high) {
  bool steep = low > high;
  T t = select(steep, high, low) / select(steep, low, high), z = t * t;
  T angle = t + t * z * atan_tail(z);
  return select(steep, half_pi<T> - (angle - half_pi_rest<T>), angle);
}

template <class T> HWY_INLINE T vatan(T x) { return vcopysign(atan_of_quotient(vabs(x), T(1)), x); }

template <class T>
HWY_INLINE T vatan2(T y, T x) {
  T a = vabs(y), b = vabs(x);
  T angle = atan_of_quotient(a, b);
  angle = select(a == b, T(0.78539816339744830962), angle); // also of two infinities
  angle = select(a == T(0) && b == T(0), T(0), angle);
  angle = select(signbit(x), T(2) * half_pi<T> - (angle - T(2) * half_pi_rest<T>), angle);
  return select(x != x || y != y, x + y, vcopysign(angle, y));
}

template <class T>
HWY_INLINE T vasin(T x) {
  T a = vabs(x);
  bool steep = a > T(0.5);
  T z = select(steep, T(0.5) * (T(1) - a), a * a), s = select(steep, vsqrt(z), a);
  T angle = s + s * z * asin_tail(z);
  return vcopysign(select(steep, half_pi<T> - (T(2) * angle - half_pi_rest<T>), angle), x);
}

template <class T>
HWY_INLINE T vacos(T x) {
  T a = vabs(x);
  bool steep = a > T(0.5);
  T z = select(steep, T(0.5) * (T(1) - a), a * a), s = select(steep, vsqrt(z), x);
  T angle = s + s * z * asin_tail(z);
  T far = select(x > T(0), T(2) * angle, T(2) * half_pi<T> - (T(2) * angle - T(2) * half_pi_rest<T>));
  return select(steep, far, half_pi<T> - (angle - half_pi_rest<T>));
}

// Infinite when either side is, even beside NaN.
HWY_INLINE float vhypot(float x, float y) {
  float length = float(vsqrt(double(x) * double(x) + double(y) * double(y)));
  return select(vabs(x) == infinity<float>() || vabs(y) == infinity<float>(), infinity<float>(), length);
}
HWY_INLINE double vhypot(double x, double y) {
  double a = vabs(x), b = vabs(y), high = select(a > b, a, b), low = select(a > b, b, a);
  // Powers of two bring the squares into range without rounding.
  double up = high < 0x1p-500 ? 0x1p600 : high > 0x1p500 ? 0x1p-600 : 1.0, down = high < 0x1p-500 ? 0x1p-600 : high > 0x1p500 ? 0x1p600 : 1.0;
  double length = vsqrt((high * up) * (high * up) + (low * up) * (low * up)) * down;
  return select(a == infinity<double>() || b == infinity<double>(), infinity<double>(), length);
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
