#include "pointwise/loop.h"

namespace mk {
const PointwiseTraits pointwise_traits[MK_OP_COUNT] = {
#define MK_OP(NAME, ARITY, KINDS, RESULT, COST, EXPR) {#NAME, #EXPR, ARITY, #RESULT[0] == 'T', COST / 100.0f},
#include "include/mk_pointwise.def"
#undef MK_OP
};
} // namespace mk

extern "C" int mk_pointwise_arity(mk_pointwise_op op) { return mk::pointwise_traits[op].arity; }
extern "C" int mk_pointwise_is_test(mk_pointwise_op op) { return mk::pointwise_traits[op].test; }
extern "C" const char *mk_pointwise_name(mk_pointwise_op op) { return mk::pointwise_traits[op].name; }
extern "C" const char *mk_pointwise_expression(mk_pointwise_op op) { return mk::pointwise_traits[op].expression; }
