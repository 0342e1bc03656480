#if defined(MK_VMATH_TRANSCENDENTAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_TRANSCENDENTAL_INL_H
#undef MK_VMATH_TRANSCENDENTAL_INL_H
#else
#define MK_VMATH_TRANSCENDENTAL_INL_H
#endif
#include "vmath/basic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

#define MK_LIBM(name) template <class T> HWY_INLINE T v##name(T x) { return std::name(x); }
MK_LIBM(exp) MK_LIBM(exp2) MK_LIBM(expm1) MK_LIBM(log) MK_LIBM(log2) MK_LIBM(log10) MK_LIBM(log1p)
MK_LIBM(sin) MK_LIBM(cos) MK_LIBM(tan) MK_LIBM(asin) MK_LIBM(acos) MK_LIBM(atan)
MK_LIBM(sinh) MK_LIBM(cosh) MK_LIBM(tanh) MK_LIBM(asinh) MK_LIBM(acosh) MK_LIBM(atanh) MK_LIBM(erf) MK_LIBM(erfc)
#undef MK_LIBM
template <class T> HWY_INLINE T vatan2(T y, T x) { return std::atan2(y, x); }
template <class T> HWY_INLINE T vhypot(T y, T x) { return std::hypot(y, x); }
template <class T> HWY_INLINE T vpow(T y, T x) { return std::pow(y, x); }

template <class T>
HWY_INLINE T softplus(T x) { return max_nan(x, T(0)) + vlog1p(vexp(-vabs(x))); }

template <class T>
HWY_INLINE T logaddexp(T x, T y) {
  T high = max_nan(x, y), low = min_nan(x, y);
  return select(high == low, high + T(0.69314718055994530942), high + vlog1p(vexp(low - high)));
}

template <class T>
HWY_INLINE T logaddexp2(T x, T y) {
  T high = max_nan(x, y), low = min_nan(x, y);
  return select(high == low, high + T(1), high + vlog1p(vexp2(low - high)) * T(1.44269504088896340736));
}

// d/dx x·σ(x) = σ (1 + x (1 - σ))
template <class T>
HWY_INLINE T silu_derivative(T x) {
  T sigmoid = T(1) / (T(1) + vexp(-x));
  return sigmoid * (T(1) + x * (T(1) - sigmoid));
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
