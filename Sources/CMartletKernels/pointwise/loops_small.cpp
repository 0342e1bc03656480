#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pointwise/loops_small.cpp"
#include "hwy/foreach_target.h"
#include "pointwise/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {
const PointwiseLoop *table_i8() { return loop_table<int8_t>(); }
const PointwiseLoop *table_u8() { return loop_table<uint8_t>(); }
const PointwiseLoop *table_i16() { return loop_table<int16_t>(); }
} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(table_i8);
const PointwiseLoop *pointwise_loops_i8() { return HWY_DYNAMIC_DISPATCH(table_i8)(); }
HWY_EXPORT(table_u8);
const PointwiseLoop *pointwise_loops_u8() { return HWY_DYNAMIC_DISPATCH(table_u8)(); }
HWY_EXPORT(table_i16);
const PointwiseLoop *pointwise_loops_i16() { return HWY_DYNAMIC_DISPATCH(table_i16)(); }
} // namespace mk
#endif
