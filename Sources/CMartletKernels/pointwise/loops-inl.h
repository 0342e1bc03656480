// Makes the loops from mk_pointwise.def for one element type and the instruction set being compiled.
#if defined(MK_POINTWISE_LOOPS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_POINTWISE_LOOPS_INL_H
#undef MK_POINTWISE_LOOPS_INL_H
#else
#define MK_POINTWISE_LOOPS_INL_H
#endif
#include "hwy/highway.h"
#pragma clang diagnostic ignored "-Wpass-failed" // double precision calls libm for some functions: those loops stay scalar
#include "pointwise/exceptions-inl.h"
#include "pointwise/loop.h"
#include "pointwise/ops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// The type an expression is evaluated over, for an element type in memory.
template <class E> struct ValueOf { using type = Wrapping<E>; };
template <> struct ValueOf<float> { using type = float; };
template <> struct ValueOf<double> { using type = double; };
template <> struct ValueOf<bool> { using type = bool; };

template <class T> HWY_INLINE T stored(T value) { return value; }
template <class I> HWY_INLINE I stored(Wrapping<I> value) { return value.value; }

// A parameter as a value of the compute type; integers saturate, so that an infinite bound is no bound.
template <class E>
HWY_INLINE typename ValueOf<E>::type parameter(double p) {
  using V = typename ValueOf<E>::type;
  if constexpr (std::is_integral_v<E> && !std::is_same_v<E, bool>) {
    constexpr double low = double(std::numeric_limits<E>::min()), high = double(std::numeric_limits<E>::max());
    if (p != p) return V(0);
    return p <= low ? V(std::numeric_limits<E>::min()) : p >= high ? V(std::numeric_limits<E>::max()) : V(p);
  } else {
    return V(p);
  }
}

// Does an op of these kinds (see mk_pointwise.def) have a loop for the element type?
template <class E>
constexpr bool covers(char kinds) {
  constexpr bool integer = std::is_integral_v<E> && !std::is_same_v<E, bool>;
  switch (kinds) {
    case 'F': return std::is_floating_point_v<E>;
    case 'N': return std::is_floating_point_v<E> || integer;
    case 'A': return true;
    case 'I': return std::is_integral_v<E>;
    default: return integer;
  }
}

// Long functions are scalar code, and so are loops over the bits of integers.
template <class Op, class E>
constexpr bool is_vectorisable = Op::cost < (std::is_floating_point_v<E> ? 150 : 100);

// One pass over contiguous elements. An element depends on the inputs at its own position only, so the output may be an
// input, and the compiler need not check for overlap.
template <class Op, class E, class Result, class V>
HWY_INLINE void evaluate(mk_int n, Result *out, const E *x, const E *y, const E *z, const V *p) {
  using Computed = std::conditional_t<Op::test, bool, V>;
  // Side by side, since polynomials are chains of dependent operations; the longest ones need all registers for themselves.
  constexpr int vectors = Op::cost > 120 ? 1 : std::is_same_v<E, float> ? 4 : 2;
  if constexpr (is_vectorisable<Op, E>) {
#pragma clang loop vectorize(assume_safety) interleave_count(vectors)
    for (mk_int i = 0; i < n; ++i)
      out[i] = stored(static_cast<Computed>(Op::apply(V(x[i]), V(y[i]), V(z[i]), p[0], p[1], p[2], p[3])));
  } else {
    for (mk_int i = 0; i < n; ++i)
      out[i] = stored(static_cast<Computed>(Op::apply(V(x[i]), V(y[i]), V(z[i]), p[0], p[1], p[2], p[3])));
  }
}

template <class Op, class E>
void pointwise_loop(mk_int n, void *out_data, const void *x_data, const void *y_data, const void *z_data, const double *params) {
  using V = typename ValueOf<E>::type;
  using Result = std::conditional_t<Op::test, bool, E>;
  Result *out = static_cast<Result *>(out_data);
  const E *x = static_cast<const E *>(x_data);
  const E *y = static_cast<const E *>(Op::arity > 1 ? y_data : x_data);
  const E *z = static_cast<const E *>(Op::arity > 2 ? z_data : x_data);
  V p[4] = {};
  if (params) {
    for (int k = 0; k < 4; ++k) p[k] = parameter<E>(params[k]);
  }
  if constexpr (Exceptions<Op, E>::exist) {
    constexpr mk_int block = 256;
    for (mk_int i = 0; i < n; i += block) {
      mk_int count = n - i < block ? n - i : block;
      if (any_exception<Op>(count, x + i, y + i)) {
        for (mk_int k = i; k < i + count; ++k) out[k] = E(Exceptions<Op, E>::evaluate(x[k], y[k]));
      } else {
        evaluate<Op>(count, out + i, x + i, y + i, z + i, p);
      }
    }
  } else {
    evaluate<Op>(n, out, x, y, z, p);
  }
}

template <class Op, class E>
constexpr PointwiseLoop loop_or_null() {
  if constexpr (covers<E>(Op::kinds)) return &pointwise_loop<Op, E>;
  else return nullptr;
}

template <class E>
const PointwiseLoop *loop_table() {
  static constexpr PointwiseLoop table[] = {
#define MK_OP(NAME, ARITY, KINDS, RESULT, COST, EXPR) loop_or_null<op_##NAME, E>(),
#include "include/mk_pointwise.def"
#undef MK_OP
  };
  return table;
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
