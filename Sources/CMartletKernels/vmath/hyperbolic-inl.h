// Hyperbolic functions and their inverses, from expm1 and log1p: those keep the digits of small arguments.
#if defined(MK_VMATH_HYPERBOLIC_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_HYPERBOLIC_INL_H
#undef MK_VMATH_HYPERBOLIC_INL_H
#else
#define MK_VMATH_HYPERBOLIC_INL_H
#endif
#include "vmath/log-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class T>
HWY_INLINE T vtanh(T x) {
  constexpr T one_from = sizeof(T) == 4 ? T(9.2) : T(19.2); // the result rounds to 1 from there on
  T a = vabs(x);
  a = a > one_from ? one_from : a;
  T t = expm1_nonzero(T(2) * a);
  return vcopysign(t / (t + T(2)), x);
}

template <class T>
HWY_INLINE T vsinh(T x) {
  T a = vabs(x), t = expm1_nonzero(a), half = exp_scaled(a, -1);
  T result = select(a < T(1), T(0.5) * (t + t / (t + T(1))), half - T(0.25) / half);
  return vcopysign(result, x);
}

template <class T>
HWY_INLINE T vcosh(T x) {
  T half = exp_scaled(vabs(x), -1); // exp(|x|) itself would overflow too early
  return half + T(0.25) / half;
}

template <class T>
HWY_INLINE T vasinh(T x) {
  constexpr T large = sizeof(T) == 4 ? T(4096) : T(0x1p28); // 1 no longer counts beside x²
  T a = vabs(x), square = a * a;
  T near = vlog1p(a + square / (T(1) + vsqrt(square + T(1))));
  T far = vlog(a) + T(0.69314718055994530942);
  return vcopysign(select(a < large, near, far), x);
}

template <class T>
HWY_INLINE T vacosh(T x) {
  constexpr T large = sizeof(T) == 4 ? T(4096) : T(0x1p28);
  T t = x - T(1);
  T near = vlog1p(t + vsqrt(T(2) * t + t * t));
  T far = vlog(x) + T(0.69314718055994530942);
  return select(x < T(1), quiet_nan<T>(), select(x < large, near, far));
}

template <class T>
HWY_INLINE T vatanh(T x) {
  T a = vabs(x);
  return vcopysign(T(0.5) * vlog1p(T(2) * a / (T(1) - a)), x);
}

// d/dx x·σ(x) = σ (1 + x (1 - σ))
template <class T>
HWY_INLINE T silu_derivative(T x) {
  T sigmoid = T(1) / (T(1) + vexp(-x));
  return sigmoid * (T(1) + x * (T(1) - sigmoid));
}

// d/db a·σ(b) = a σ (1 - σ)
template <class T>
HWY_INLINE T glu_gate_derivative(T a, T b) {
  T sigmoid = T(1) / (T(1) + vexp(-b));
  return a * sigmoid * (T(1) - sigmoid);
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
