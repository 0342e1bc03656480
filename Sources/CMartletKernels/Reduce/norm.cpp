// Vector norms: the p-th root of the sum of |x|^p, with the limits for p = 0 and ±infinity.
#include "Reduce/forwards.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/kernels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class S>
void norm_dtype(Outer outer, mk_int n, mk_int inner, const void *x, void *out, double p) {
  using T = Loop<S>;
  if (p == 2) reduce_with<S, S>(Euclidean<T>(), outer, n, inner, x, out);
  else if (p == 1) reduce_with<S, S>(AbsoluteSum<T>(), outer, n, inner, x, out);
  else if (p == 0) reduce_with<S, S>(CountNonzero<T>(), outer, n, inner, x, out);
  else if (std::isinf(p) && p > 0) reduce_with<S, S>(ExtremeMagnitude<T, Greater>(), outer, n, inner, x, out);
  else if (std::isinf(p)) reduce_with<S, S>(ExtremeMagnitude<T, Less>(), outer, n, inner, x, out);
  else reduce_with<S, S>(PowerNorm<T>(p), outer, n, inner, x, out);
}

void vector_norm(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out, double p) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR { norm_dtype<typename decltype(tag)::type>(outer, n, inner, x, out, p); });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
namespace { HWY_EXPORT(vector_norm); }

void vector_norm(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out, double p) {
  HWY_DYNAMIC_DISPATCH(vector_norm)(dtype, outer, n, inner, x, out, p);
}
} // namespace mk
#endif
