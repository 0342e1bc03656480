#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pointwise/loops_f64.cpp"
#include "hwy/foreach_target.h"
#include "pointwise/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {
const PointwiseLoop *table_f64() { return loop_table<double>(); }
} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(table_f64);
const PointwiseLoop *pointwise_loops_f64() { return HWY_DYNAMIC_DISPATCH(table_f64)(); }
} // namespace mk
#endif
