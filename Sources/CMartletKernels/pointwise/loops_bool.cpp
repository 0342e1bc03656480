#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pointwise/loops_bool.cpp"
#include "hwy/foreach_target.h"
#include "pointwise/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {
const PointwiseLoop *table_bool() { return loop_table<bool>(); }
} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(table_bool);
const PointwiseLoop *pointwise_loops_bool() { return HWY_DYNAMIC_DISPATCH(table_bool)(); }
} // namespace mk
#endif
