// What each reduction does to its elements. An operation maps an element to a lane value, combines lane values (vectors or
// numbers alike), and turns the total into a result:
//   In     the element as loops read it
//   Lane   what a vector lane accumulates over one block
//   Total  what blocks are added up in
//   Loops  the operation whose loops it uses: itself, or one that differs in finish() alone
#if defined(MK_REDUCE_OPERATIONS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_REDUCE_OPERATIONS_INL_H
#undef MK_REDUCE_OPERATIONS_INL_H
#else
#define MK_REDUCE_OPERATIONS_INL_H
#endif
#include <cmath>
#include "internal/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// static_cast for numbers and vectors alike.
template <class To, class From>
HWY_INLINE To to(From x) {
  if constexpr (std::is_arithmetic_v<From>) return static_cast<To>(x);
  else return __builtin_convertvector(x, To);
}

// 1 where the condition holds. A vector's comparison gives -1 in its lanes, a number's gives true.
template <class To, class Condition>
HWY_INLINE To ones(Condition condition) {
  if constexpr (std::is_arithmetic_v<Condition>) return static_cast<To>(condition);
  else return -to<To>(condition);
}

template <class V> HWY_INLINE V absolute(V x) { return x < 0 ? -x : x; }

// x when it is beyond `best` or NaN, or else `best`: once best is NaN, no number is beyond it.
struct Greater {
  template <class V> static HWY_INLINE V pick(V best, V x) { return ((x > best) | (x != x)) ? x : best; }
  template <class T> static constexpr T worst() {
    return std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity() : std::numeric_limits<T>::lowest();
  }
};
struct Less {
  template <class V> static HWY_INLINE V pick(V best, V x) { return ((x < best) | (x != x)) ? x : best; }
  template <class T> static constexpr T worst() {
    return std::numeric_limits<T>::has_infinity ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
  }
};

template <class T> inline constexpr bool is_real = std::is_floating_point_v<T>;
// Integers add up in 64 bits, unsigned because that wraps around.
template <class T> using SumLane = std::conditional_t<is_real<T>, T, uint64_t>;
template <class T> using Wide = std::conditional_t<is_real<T>, double, uint64_t>;

template <class T> struct Sum {
  using Loops = Sum;
  using In = T; using Lane = SumLane<T>; using Total = Wide<T>;
  static constexpr Total identity() { return 0; }
  template <class V, class X> HWY_INLINE V map(X x) const { return to<V>(x); }
  template <class V> HWY_INLINE V combine(V a, V b) const { return a + b; }
  Total finish(Total total) const { return total; }
};

template <class T> struct NanSum : Sum<T> {
  using Loops = NanSum;
  template <class V, class X> HWY_INLINE V map(X x) const { return to<V>(x == x ? x : X{}); }
};

// Products of floats go in double, where the order of the factors cannot overflow what the product itself does not.
template <class T> struct Prod {
  using Loops = Prod;
  using In = T; using Lane = Wide<T>; using Total = Wide<T>;
  static constexpr Total identity() { return 1; }
  template <class V, class X> HWY_INLINE V map(X x) const { return to<V>(x); }
  template <class V> HWY_INLINE V combine(V a, V b) const { return a * b; }
  Total finish(Total total) const { return total; }
};

template <class T, class Order> struct Extreme {
  using Loops = Extreme;
  using In = T; using Lane = T; using Total = T;
  static constexpr Total identity() { return Order::template worst<T>(); }
  template <class V, class X> HWY_INLINE V map(X x) const { return x; }
  template <class V> HWY_INLINE V combine(V a, V b) const { return Order::pick(a, b); }
  Total finish(Total total) const { return total; }
};

template <class T> struct CountNonzero {
  using Loops = CountNonzero;
  using In = T; using Lane = int32_t; using Total = int64_t;
  static constexpr Total identity() { return 0; }
  template <class V, class X> HWY_INLINE V map(X x) const { return ones<V>(x != X{}); }
  template <class V> HWY_INLINE V combine(V a, V b) const { return a + b; }
  Total finish(Total total) const { return total; }
};

template <class T> struct Any : CountNonzero<T> {
  bool finish(int64_t count) const { return count > 0; }
};

template <class T> struct All : CountNonzero<T> {
  mk_int n;
  explicit All(mk_int n) : n(n) {}
  bool finish(int64_t count) const { return count == n; }
};

// Norms accumulate in double: squares of large floats do not overflow there.
template <class T> struct AbsoluteSum : Sum<T> {
  using Loops = AbsoluteSum;
  using Lane = double;
  template <class V, class X> HWY_INLINE V map(X x) const { return absolute(to<V>(x)); }
};

template <class T> struct Euclidean : Sum<T> {
  using Loops = Euclidean;
  using Lane = double;
  template <class V, class X> HWY_INLINE V map(X x) const { V v = to<V>(x); return v * v; }
  double finish(double total) const { return std::sqrt(total); }
};

template <class T, class Order> struct ExtremeMagnitude : Extreme<T, Order> {
  using Loops = ExtremeMagnitude;
  static constexpr T identity() { return std::is_same_v<Order, Greater> ? T(0) : Order::template worst<T>(); }
  template <class V, class X> HWY_INLINE V map(X x) const { return absolute(x); }
};

template <class T> struct PowerNorm : Sum<T> {
  using Loops = PowerNorm;
  using Lane = double;
  double p;
  explicit PowerNorm(double p) : p(p) {}
  template <class V, class X> HWY_INLINE V map(X x) const {
    V v = absolute(to<V>(x));
    if constexpr (std::is_arithmetic_v<V>) v = std::pow(v, p);
    else for (int i = 0; i < kLanes<double>; ++i) v[i] = std::pow(v[i], p);
    return v;
  }
  double finish(double total) const { return std::pow(total, 1 / p); }
};

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
