// Scalar building blocks of the expressions in mk_pointwise.def: selection, comparison, rounding. Compiled once per
// instruction set, inlined into loops that the compiler vectorises; hence no branches and no libm calls in the float code.
#if defined(MK_VMATH_BASIC_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_BASIC_INL_H
#undef MK_VMATH_BASIC_INL_H
#else
#define MK_VMATH_BASIC_INL_H
#endif
#include <cmath>
#include <limits>
#include <type_traits>
#include "hwy/highway.h"
#include "internal/dtypes.h"
#include "vmath/wrapping.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class T> HWY_INLINE T select(bool condition, T yes, T no) { return condition ? yes : no; }

template <class T> HWY_INLINE T infinity() { return std::numeric_limits<T>::infinity(); }
template <class T> HWY_INLINE T quiet_nan() { return std::numeric_limits<T>::quiet_NaN(); }

HWY_INLINE float vabs(float x) { return __builtin_fabsf(x); }
HWY_INLINE double vabs(double x) { return __builtin_fabs(x); }
template <class I> HWY_INLINE Wrapping<I> vabs(Wrapping<I> x) { return x.value < 0 ? -x : x; }

HWY_INLINE float vcopysign(float x, float y) { return __builtin_copysignf(x, y); }
HWY_INLINE double vcopysign(double x, double y) { return __builtin_copysign(x, y); }

HWY_INLINE bool signbit(float x) { return bit_cast<int32_t>(x) < 0; }
HWY_INLINE bool signbit(double x) { return bit_cast<int64_t>(x) < 0; }
template <class I> HWY_INLINE bool signbit(Wrapping<I> x) { return x.value < 0; }

// The elementwise builtins never set errno, so that they vectorise where the functions of <cmath> would not.
template <class T> HWY_INLINE T vsqrt(T x) { return __builtin_elementwise_sqrt(x); }
template <class T> HWY_INLINE T vfloor(T x) { return __builtin_elementwise_floor(x); }
template <class T> HWY_INLINE T vceil(T x) { return __builtin_elementwise_ceil(x); }
template <class T> HWY_INLINE T vtrunc(T x) { return __builtin_elementwise_trunc(x); }
template <class T> HWY_INLINE T vround_even(T x) { return __builtin_elementwise_roundeven(x); }

// NaN wins (max_nan, min_nan) or loses (max_num, min_num). Of two zeros of different sign the second argument is taken.
template <class T> HWY_INLINE T max_nan(T x, T y) { return select(x != x, x, select(x > y, x, y)); }
template <class T> HWY_INLINE T min_nan(T x, T y) { return select(x != x, x, select(x < y, x, y)); }
template <class T> HWY_INLINE T max_num(T x, T y) { return select(y != y, x, select(x > y, x, y)); }
template <class T> HWY_INLINE T min_num(T x, T y) { return select(y != y, x, select(x < y, x, y)); }

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
