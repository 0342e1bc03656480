// mk_reduce: which operation and which element types.
#include "include/mk_reduce.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/reduce.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/kernels-inl.h"
#include "Reduce/forwards.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class S>
void reduce_dtype(mk_reduce_op op, Outer outer, mk_int n, mk_int inner, const void *x, void *out) {
  using T = Loop<S>;
  using SumOut = std::conditional_t<is_float<S>, S, int64_t>;
  switch (op) {
    case MK_REDUCE_SUM:
      if constexpr (std::is_same_v<S, bool>) return reduce_with<S, int64_t>(CountNonzero<T>(), outer, n, inner, x, out);
      else return reduce_with<S, SumOut>(Sum<T>(), outer, n, inner, x, out);
    case MK_REDUCE_PROD: return reduce_with<S, SumOut>(Prod<T>(), outer, n, inner, x, out);
    case MK_REDUCE_MAX: return reduce_with<S, S>(Extreme<T, Greater>(), outer, n, inner, x, out);
    case MK_REDUCE_MIN: return reduce_with<S, S>(Extreme<T, Less>(), outer, n, inner, x, out);
    case MK_REDUCE_ANY: return reduce_with<S, bool>(Any<T>(), outer, n, inner, x, out);
    case MK_REDUCE_ALL: return reduce_with<S, bool>(All<T>(outer.repeats * n), outer, n, inner, x, out);
    case MK_REDUCE_COUNT_NONZERO: return reduce_with<S, int64_t>(CountNonzero<T>(), outer, n, inner, x, out);
    case MK_REDUCE_NANSUM:
      if constexpr (is_float<S>) return reduce_with<S, S>(NanSum<T>(), outer, n, inner, x, out);
      else return reduce_with<S, int64_t>(Sum<T>(), outer, n, inner, x, out);
    case MK_REDUCE_NORM:
    case MK_REDUCE_ARGMAX:
    case MK_REDUCE_ARGMIN:
    case MK_REDUCE_LOGSUMEXP: return; // in files of their own
  }
}

void reduce(mk_reduce_op op, mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR { reduce_dtype<typename decltype(tag)::type>(op, outer, n, inner, x, out); });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(reduce);

extern "C" void mk_reduce(mk_reduce_op op, mk_dtype dtype, mk_int repeats, mk_int count, mk_int n, mk_int inner, const void *x, void *out, double param) {
  Outer outer(count, repeats);
  switch (op) {
    case MK_REDUCE_ARGMAX: return mk_reduce_with_index(1, dtype, count, n, inner, x, nullptr, static_cast<int64_t *>(out));
    case MK_REDUCE_ARGMIN: return mk_reduce_with_index(0, dtype, count, n, inner, x, nullptr, static_cast<int64_t *>(out));
    case MK_REDUCE_LOGSUMEXP: return logsumexp(dtype, outer, n, inner, x, out);
    case MK_REDUCE_NORM: return vector_norm(dtype, outer, n, inner, x, out, param);
    default: HWY_DYNAMIC_DISPATCH(reduce)(op, dtype, outer, n, inner, x, out);
  }
}

} // namespace mk
#endif
