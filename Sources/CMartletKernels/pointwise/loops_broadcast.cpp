// Loops whose first or second input is one element for all: cheap float32 ops of two inputs only. Elsewhere a buffer that
// repeats the element serves as well; but here the loop runs at the speed of memory, and reading such a buffer collides
// with the queue of stores (processors compare the low 12 bits of addresses only): a third slower.
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pointwise/loops_broadcast.cpp"
#include "hwy/foreach_target.h"
#include "pointwise/loops-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class Op, int fixed>
void broadcast_loop(mk_int n, void *out_data, const void *x_data, const void *y_data, const void *, const double *params) {
  using Result = std::conditional_t<Op::test, bool, float>;
  Result *out = static_cast<Result *>(out_data);
  const float *x = static_cast<const float *>(x_data), *y = static_cast<const float *>(y_data);
  float p[4] = {};
  if (params) {
    for (int k = 0; k < 4; ++k) p[k] = float(params[k]);
  }
  const float x0 = x[0], y0 = y[0];
#pragma clang loop vectorize(assume_safety) interleave_count(4)
  for (mk_int i = 0; i < n; ++i)
    out[i] = static_cast<Result>(Op::apply(fixed == 0 ? x0 : x[i], fixed == 1 ? y0 : y[i], 0.0f, p[0], p[1], p[2], p[3]));
}

template <class Op, int fixed>
constexpr PointwiseLoop broadcast_or_null() {
  if constexpr (Op::arity == 2 && Op::cost <= 10 && covers<float>(Op::kinds)) return &broadcast_loop<Op, fixed>;
  else return nullptr;
}

template <int fixed>
constexpr PointwiseLoop broadcast_table[] = {
#define MK_OP(NAME, ARITY, KINDS, RESULT, COST, EXPR) broadcast_or_null<op_##NAME, fixed>(),
#include "include/mk_pointwise.def"
#undef MK_OP
};

const PointwiseLoop *table_broadcast(int fixed) { return fixed == 0 ? broadcast_table<0> : broadcast_table<1>; }

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(table_broadcast);
const PointwiseLoop *pointwise_broadcast_loops_f32(int fixed) { return HWY_DYNAMIC_DISPATCH(table_broadcast)(fixed); }
} // namespace mk
#endif
