// The ops of mk_pointwise.def as types: what they are, and their expression as a function of any arithmetic type.
#if defined(MK_POINTWISE_OPS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_POINTWISE_OPS_INL_H
#undef MK_POINTWISE_OPS_INL_H
#else
#define MK_POINTWISE_OPS_INL_H
#endif
#include "vmath/vmath-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

#define MK_OP(NAME, ARITY, KINDS, RESULT, COST, EXPR)                                                                     \
  struct op_##NAME {                                                                                                       \
    static constexpr int arity = ARITY;                                                                                   \
    static constexpr char kinds = #KINDS[0];                                                                              \
    static constexpr int cost = COST;                                                                                     \
    static constexpr bool test = #RESULT[0] == 'T';                                                                       \
    template <class T>                                                                                                    \
    static HWY_INLINE auto apply([[maybe_unused]] T x, [[maybe_unused]] T y, [[maybe_unused]] T z, [[maybe_unused]] T p0, \
                                 [[maybe_unused]] T p1, [[maybe_unused]] T p2, [[maybe_unused]] T p3) {                   \
      return EXPR;                                                                                                        \
    }                                                                                                                     \
  };
#include "include/mk_pointwise.def"
#undef MK_OP

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
