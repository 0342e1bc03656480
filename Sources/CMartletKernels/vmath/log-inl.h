// Logarithms. x = 2ᵉ (1 + f) with 1 + f between √½ and √2; log(1 + f) = 2 atanh(s) with s = f / (2 + f).
#if defined(MK_VMATH_LOG_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_LOG_INL_H
#undef MK_VMATH_LOG_INL_H
#else
#define MK_VMATH_LOG_INL_H
#endif
#include "vmath/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class T>
struct Split {
  T exponent, fraction; // e and f
};

template <class T>
HWY_INLINE Split<T> split(T x) {
  using B = Binary<T>;
  using Bits = typename B::Bits;
  constexpr T smallest = std::numeric_limits<T>::min(), lift = T(Bits(1) << (B::mantissa + 1));
  bool denormal = x < smallest;
  x = denormal ? x * lift : x;
  constexpr Bits one = Bits(B::bias) << B::mantissa;
  const Bits root_half = bit_cast<Bits>(T(0.70710678118654752440));
  Bits shifted = bit_cast<Bits>(x) - root_half + one;        // its exponent field is that of x, taken at √½ instead of 1
  T biased = bit_cast<T>((shifted >> B::mantissa) | bit_cast<Bits>(T(Bits(1) << B::mantissa))); // integer to float without a conversion
  T exponent = biased - T((Bits(1) << B::mantissa) + B::bias);
  T mantissa = bit_cast<T>((shifted & ((Bits(1) << B::mantissa) - 1)) + root_half);
  return {denormal ? exponent - T(B::mantissa + 1) : exponent, mantissa - T(1)};
}

// (2 atanh(s) - 2 s) / s³ as a polynomial of s², for |s| <= 3 - √8.
HWY_INLINE float atanh_tail(float z) { return polynomial(z, 0.6666666562f, 0.4000034091f, 0.2853691929f, 0.2358999129f); }
HWY_INLINE double atanh_tail(double z) {
  return polynomial(z, 0.66666666666667371, 0.39999999999394629, 0.28571428747269916, 0.22222198032033849, 0.18183594401022637, 0.15313234027551275,
                    0.14804566636370546);
}

// f - log(1 + f), from which the callers put the sum together in the order that loses least.
template <class T>
HWY_INLINE T log_deficit(T f) {
  T s = f / (T(2) + f), z = s * s, half_square = T(0.5) * f * f;
  return half_square - s * (half_square + z * atanh_tail(z));
}

// Results outside the domain: log(0) = -∞, log(∞) = ∞, NaN below 0.
template <class T>
HWY_INLINE T log_edges(T x, T result) {
  result = select(x == infinity<T>(), x, result);
  return select(x > T(0), result, select(x == T(0), -infinity<T>(), quiet_nan<T>()));
}

template <class T>
HWY_INLINE T log_positive(T x) {
  Split<T> a = split(x);
  return a.exponent * Binary<T>::ln2_high + (a.fraction - (log_deficit(a.fraction) - a.exponent * Binary<T>::ln2_low));
}

template <class T> HWY_INLINE T vlog(T x) { return log_edges(x, log_positive(x)); }

template <class T>
HWY_INLINE T vlog2(T x) {
  Split<T> a = split(x);
  constexpr T high = sizeof(T) == 4 ? T(0x1.714p+0) : T(0x1.71547652p+0);  // log₂ e in two parts: high's product loses little
  constexpr T low = T(1.44269504088896340736L - (long double)high);
  T deficit = log_deficit(a.fraction), logarithm = a.fraction - deficit;
  return log_edges(x, a.exponent + (logarithm * high + logarithm * low));
}

template <class T>
HWY_INLINE T vlog10(T x) {
  Split<T> a = split(x);
  constexpr T high = sizeof(T) == 4 ? T(0x1.344p-2) : T(0x1.34413508p-2);  // log₁₀ 2 in two parts
  constexpr T low = T(0.30102999566398119521L - (long double)high);
  T logarithm = a.fraction - log_deficit(a.fraction);
  return log_edges(x, a.exponent * high + (a.exponent * low + logarithm * T(0.43429448190325182765)));
}

template <class T>
HWY_INLINE T vlog1p(T x) {
  T u = T(1) + x, back = u - T(1);
  T lost = (T(1) - (u - back)) + (x - back); // u + lost is 1 + x exactly
  T result = log_positive(u) + lost / u;
  result = select(x == infinity<T>() || x == T(0), x, result);
  return select(u > T(0), result, select(x == T(-1), -infinity<T>(), quiet_nan<T>()));
}

// log(1 + exp(x))
template <class T> HWY_INLINE T softplus(T x) { return max_nan(x, T(0)) + vlog1p(vexp(-vabs(x))); }

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

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
