// Mean and variance: exact to the last digits, by deviations from the mean of each chunk; chunks are joined by Chan's formula.
#include "include/mk_reduce.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/var_mean.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/moments-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class S>
void var_mean_dtype(Outer outer, mk_int n, mk_int inner, const S *x, S *var, S *mean, double correction, bool want_std) {
  double divisor = std::max(double(outer.repeats * n) - correction, 0.0);
  reduce_each(MomentsOf<Loop<S>>(), outer, n, inner, x, [&](mk_int i, const Moments &m) HWY_ATTR {
    double v = n == 0 ? std::numeric_limits<double>::quiet_NaN() : m.squares / divisor;
    var[i] = convert<S>(want_std ? std::sqrt(v) : v);
    if (mean) mean[i] = convert<S>(n == 0 ? std::numeric_limits<double>::quiet_NaN() : m.mean);
  });
}

void var_mean(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *var, void *mean, double correction, bool want_std) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    var_mean_dtype(outer, n, inner, static_cast<const S *>(x), static_cast<S *>(var), static_cast<S *>(mean), correction, want_std);
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(var_mean);

extern "C" void mk_var_mean(mk_dtype dtype, mk_int repeats, mk_int outer, mk_int n, mk_int inner, const void *x, void *var, void *mean, double correction,
                            int want_std) {
  HWY_DYNAMIC_DISPATCH(var_mean)(dtype, Outer(outer, repeats), n, inner, x, var, mean, correction, want_std != 0);
}

} // namespace mk
#endif
