#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pointwise/loops_integer.cpp"
#include "hwy/foreach_target.h"
#include "pointwise/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {
const PointwiseLoop *table_i32() { return loop_table<int32_t>(); }
const PointwiseLoop *table_i64() { return loop_table<int64_t>(); }
} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(table_i32);
const PointwiseLoop *pointwise_loops_i32() { return HWY_DYNAMIC_DISPATCH(table_i32)(); }
HWY_EXPORT(table_i64);
const PointwiseLoop *pointwise_loops_i64() { return HWY_DYNAMIC_DISPATCH(table_i64)(); }
} // namespace mk
#endif
