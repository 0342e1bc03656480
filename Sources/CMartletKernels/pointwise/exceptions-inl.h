// Ops whose vector code holds for ordinary arguments only. A block that has others among its elements is evaluated by libm.
// Included by loops-inl.h, after the ops.
#if defined(MK_POINTWISE_EXCEPTIONS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_POINTWISE_EXCEPTIONS_INL_H
#undef MK_POINTWISE_EXCEPTIONS_INL_H
#else
#define MK_POINTWISE_EXCEPTIONS_INL_H
#endif
#include <cmath>
#include "pointwise/ops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class Op, class E>
struct Exceptions {
  static constexpr bool exist = false;
};

template <class E>
struct LargeAngles {
  static constexpr bool exist = std::is_floating_point_v<E>;
  static HWY_INLINE bool contains(E x, E) { return vabs(x) > E(largest_angle); }
};

template <class E>
struct Exceptions<op_sin, E> : LargeAngles<E> {
  static double evaluate(double x, double) { return std::sin(x); }
};
template <class E>
struct Exceptions<op_cos, E> : LargeAngles<E> {
  static double evaluate(double x, double) { return std::cos(x); }
};
template <class E>
struct Exceptions<op_tan, E> : LargeAngles<E> {
  static double evaluate(double x, double) { return std::tan(x); }
};
template <class E>
struct Exceptions<op_sinc, E> : LargeAngles<E> {
  static HWY_INLINE bool contains(E x, E) { return vabs(x) > E(largest_angle / 4); }
  static double evaluate(double x, double) { return op_sinc::apply<double>(x, 0, 0, 0, 0, 0, 0); }
};

// Quotients too large for the exact remainder in double.
struct LargeQuotients {
  static constexpr bool exist = true;
  static HWY_INLINE bool contains(float x, float y) { return vabs(x) > 0x1p24f * vabs(y); }
};
template <>
struct Exceptions<op_fmod, float> : LargeQuotients {
  static double evaluate(double x, double y) { return trunc_mod(x, y); }
};
template <>
struct Exceptions<op_remainder, float> : LargeQuotients {
  static double evaluate(double x, double y) { return floor_mod(x, y); }
};
template <>
struct Exceptions<op_div_floor, float> : LargeQuotients {
  static double evaluate(double x, double y) { return floor_div(x, y); }
};

// Integers that double does not hold exactly.
struct LargeIntegers {
  static constexpr bool exist = true;
  using W = Wrapping<int64_t>;
  static HWY_INLINE bool contains(int64_t x, int64_t) { return uint64_t(x) + (uint64_t(1) << 53) > uint64_t(1) << 54; }
  static bool rounds_down(W x, W y) { // a quotient below zero that is no integer
    return y.value != 0 && y.value != -1 && x.value % y.value != 0 && (x.value < 0) != (y.value < 0);
  }
  static W floor_div(W x, W y) { return exact_div(x, y) - W(rounds_down(x, y)); }
};
template <>
struct Exceptions<op_div_trunc, int64_t> : LargeIntegers {
  static int64_t evaluate(int64_t x, int64_t y) { return exact_div(W(x), W(y)).value; }
};
template <>
struct Exceptions<op_div_floor, int64_t> : LargeIntegers {
  static int64_t evaluate(int64_t x, int64_t y) { return floor_div(W(x), W(y)).value; }
};
template <>
struct Exceptions<op_fmod, int64_t> : LargeIntegers {
  static int64_t evaluate(int64_t x, int64_t y) { return y == 0 ? 0 : (W(x) - exact_div(W(x), W(y)) * W(y)).value; }
};
template <>
struct Exceptions<op_remainder, int64_t> : LargeIntegers {
  static int64_t evaluate(int64_t x, int64_t y) { return y == 0 ? 0 : (W(x) - floor_div(W(x), W(y)) * W(y)).value; }
};

template <class Op, class E>
HWY_INLINE bool any_exception(mk_int n, const E *x, const E *y) {
  int found = 0;
  for (mk_int i = 0; i < n; ++i) found |= Exceptions<Op, E>::contains(x[i], y[i]);
  return found != 0;
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
