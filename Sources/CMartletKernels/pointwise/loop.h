// The type of the inner loops, and where the tables of them are found.
#ifndef MK_POINTWISE_LOOP_H
#define MK_POINTWISE_LOOP_H
#include "include/mk_pointwise.h"

namespace mk {

// Contiguous inputs of the compute dtype to contiguous output. `out` may be one of the inputs.
using PointwiseLoop = void (*)(mk_int n, void *out, const void *x, const void *y, const void *z, const double *params);

// Tables of MK_OP_COUNT entries for the best instruction set here; an entry is null where the op has no such loop.
const PointwiseLoop *pointwise_loops_f32();
const PointwiseLoop *pointwise_loops_f64();
const PointwiseLoop *pointwise_loops_i8();
const PointwiseLoop *pointwise_loops_u8();
const PointwiseLoop *pointwise_loops_i16();
const PointwiseLoop *pointwise_loops_i32();
const PointwiseLoop *pointwise_loops_i64();
const PointwiseLoop *pointwise_loops_bool();
// The same, but input `fixed` (0 or 1) is one element that is used for all.
const PointwiseLoop *pointwise_broadcast_loops_f32(int fixed);

struct PointwiseTraits {
  const char *name;
  const char *expression;
  uint8_t arity;
  bool test;            // the result is bool
  float nanoseconds;    // for one element
};
// The loop of an op for a compute dtype, or null.
PointwiseLoop pointwise_loop_for(mk_pointwise_op op, mk_dtype compute);
// The loop for which the inputs in scalar_mask are one element each, or null.
PointwiseLoop pointwise_broadcast_loop_for(mk_pointwise_op op, mk_dtype compute, int scalar_mask);

// The most elements that one call of a loop is given when operands have to be packed: they stay in the first-level cache.
constexpr mk_int pointwise_chunk = 1024;

extern const PointwiseTraits pointwise_traits[MK_OP_COUNT];

} // namespace mk
#endif
