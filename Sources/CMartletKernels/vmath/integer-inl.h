// Division, powers, shifts and divisors of integers, and the division family of floats. Dividing by zero gives 0 here
// (callers refuse it before), and the smallest integer divided by -1 wraps to itself, where the processor would trap.
#if defined(MK_VMATH_INTEGER_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_INTEGER_INL_H
#undef MK_VMATH_INTEGER_INL_H
#else
#define MK_VMATH_INTEGER_INL_H
#endif
#include "vmath/basic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// The processor's division, which no vector has.
template <class I>
HWY_INLINE Wrapping<I> exact_div(Wrapping<I> x, Wrapping<I> y) {
  if constexpr (std::is_signed_v<I>) {
    if (y.value == -1) return -x;
  }
  return Wrapping<I>(y.value == 0 ? I(0) : I(x.value / y.value));
}

// The quotient in floating point. Where x is exact there, a quotient that is no integer is further from the next one than rounding can
// reach, so that its whole part is right. (|x| beyond 2⁵³ is left to Exceptions in pointwise/exceptions-inl.h.)
template <class I> using Quotient = std::conditional_t<(sizeof(I) < 4), float, double>;

// Division by -1 is done apart: the smallest integer has no opposite. So is that by 0.
template <class I> HWY_INLINE bool divides(Wrapping<I> y) { return y.value != 0 && (!std::is_signed_v<I> || y.value != I(-1)); }

template <class I>
HWY_INLINE Quotient<I> quotient(Wrapping<I> x, Wrapping<I> y) {
  using Q = Quotient<I>;
  return divides(y) ? Q(x.value) / Q(y.value) : Q(0);
}

template <class I>
HWY_INLINE Wrapping<I> divided(Wrapping<I> x, Wrapping<I> y, Quotient<I> whole) {
  Wrapping<I> opposite = std::is_signed_v<I> && y.value == I(-1) ? -x : Wrapping<I>(0);
  return select(divides(y), Wrapping<I>(I(whole)), opposite);
}

template <class I> HWY_INLINE Wrapping<I> trunc_div(Wrapping<I> x, Wrapping<I> y) { return divided(x, y, vtrunc(quotient(x, y))); }
template <class I> HWY_INLINE Wrapping<I> floor_div(Wrapping<I> x, Wrapping<I> y) { return divided(x, y, vfloor(quotient(x, y))); }

template <class I>
HWY_INLINE Wrapping<I> trunc_mod(Wrapping<I> x, Wrapping<I> y) {
  return select(y.value == 0, Wrapping<I>(0), x - trunc_div(x, y) * y);
}

template <class I>
HWY_INLINE Wrapping<I> floor_mod(Wrapping<I> x, Wrapping<I> y) {
  return select(y.value == 0, Wrapping<I>(0), x - floor_div(x, y) * y);
}

template <class I>
HWY_INLINE Wrapping<I> vpow(Wrapping<I> base, Wrapping<I> exponent) {
  using W = Wrapping<I>;
  if (exponent.value < 0) { // 1/base^n, rounded toward zero
    W minus_one(I(-1));
    return base == W(1) ? W(1) : base == minus_one ? ((exponent.value & 1) ? minus_one : W(1)) : W(0);
  }
  W result(1);
  for (auto rest = exponent.bits(); rest; rest >>= 1) {
    if (rest & 1) result = result * base;
    base = base * base;
  }
  return result;
}

// A shift by a negative amount or by the width and more moves every bit out.
template <class I>
HWY_INLINE Wrapping<I> shift_left(Wrapping<I> x, Wrapping<I> y) {
  constexpr int width = 8 * sizeof(I);
  bool inside = y.value >= 0 && y.value < width;
  return inside ? Wrapping<I>(x.bits() << (inside ? int(y.value) : 0)) : Wrapping<I>(0);
}

template <class I>
HWY_INLINE Wrapping<I> shift_right(Wrapping<I> x, Wrapping<I> y) {
  constexpr int width = 8 * sizeof(I);
  bool inside = y.value >= 0 && y.value < width;
  return Wrapping<I>(inside ? I(x.value >> (inside ? int(y.value) : 0)) : x.value < 0 ? I(-1) : I(0));
}

template <class I> HWY_INLINE Wrapping<I> bit_not(Wrapping<I> x) { return ~x; }
HWY_INLINE bool bit_not(bool x) { return !x; }

template <class I>
HWY_INLINE Wrapping<I> gcd(Wrapping<I> x, Wrapping<I> y) {
  auto a = vabs(x).bits(), b = vabs(y).bits();
  while (b != 0) {
    auto rest = a % b;
    a = b;
    b = rest;
  }
  return Wrapping<I>(a);
}

template <class I>
HWY_INLINE Wrapping<I> lcm(Wrapping<I> x, Wrapping<I> y) {
  Wrapping<I> divisor = gcd(x, y);
  return divisor.value == 0 ? Wrapping<I>(0) : vabs(exact_div(x, divisor) * y);
}

// Exact in double as long as the quotient is below 2²⁴ (Exceptions in pointwise/exceptions-inl.h takes the rest).
HWY_INLINE float trunc_mod(float x_single, float y_single) {
  double x = x_single, y = y_single;
  double rest = x - vtrunc(x / y) * y;
  rest = select(vabs(y) == infinity<double>() && vabs(x) < infinity<double>(), x, rest);
  return float(vcopysign(rest, x));
}
HWY_INLINE double trunc_mod(double x, double y) { return std::fmod(x, y); }

// Python's %: the result has the divisor's sign.
template <class T>
HWY_INLINE T floor_mod(T x, T y) {
  T rest = trunc_mod(x, y);
  return select(rest != T(0) && (y < T(0)) != (rest < T(0)), rest + y, rest);
}

template <class T> HWY_INLINE T trunc_div(T x, T y) { return vtrunc(x / y); }

// Python's //: the quotient of x less its remainder, which is an integer up to rounding, rather than floor(x / y),
// whose argument may have been rounded up to the next integer.
template <class T>
HWY_INLINE T floor_div(T x, T y) {
  T rest = trunc_mod(x, y);
  T quotient = (x - rest) / y;
  quotient = select(rest != T(0) && (y < T(0)) != (rest < T(0)), quotient - T(1), quotient);
  T whole = vfloor(quotient);
  whole = select(quotient - whole > T(0.5), whole + T(1), whole);
  T result = select(quotient == T(0), vcopysign(T(0), x / y), whole);
  return select(y == T(0), x / y, result);
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
