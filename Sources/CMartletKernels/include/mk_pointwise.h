// Pointwise ops. Each is one scalar expression in mk_pointwise.def; from it come the enum below, the CPU loops for
// each dtype and instruction set, and the text that a GPU backend compiles.
#ifndef MK_POINTWISE_H
#define MK_POINTWISE_H
#include "mk_types.h"

typedef enum mk_pointwise_op : int32_t {
#define MK_OP(name, arity, kinds, result, cost, expr) MK_OP_##name,
#include "mk_pointwise.def"
#undef MK_OP
  MK_OP_COUNT
} mk_pointwise_op;

MK_BEGIN
// out[i] = op(in[0][i], in[1][i], in[2][i]; params) over `shape`.
// compute: the dtype in which the expression is evaluated (never F16 or BF16: pass F32 for those). Inputs of other
// dtypes are converted to it chunk by chunk (C conversion; to bool: != 0), results are converted from it to out's dtype
// (from bool results: 0 or 1). Out must not overlap an input unless it is that very input (same data, strides, dtype).
// params: up to 4 numbers that the expression names p0…p3, or NULL.
// Returns 0, or -1 when the op has no loop for that compute dtype.
int mk_pointwise(mk_pointwise_op op, mk_dtype compute, int ndim, const mk_int *shape,
                 const mk_operand *out, int n_in, const mk_operand *in, const double *params);
// The same for contiguous operands that all have the compute dtype (out: bool for tests). An input whose bit is set in
// scalar_mask (bit k: input k) is a single element that is used for all i. The path for small and dense work.
int mk_pointwise_dense(mk_pointwise_op op, mk_dtype compute, mk_int n, void *out,
                       const void *a, const void *b, const void *c, int scalar_mask, const double *params);
int mk_pointwise_supports(mk_pointwise_op op, mk_dtype compute);
int mk_pointwise_arity(mk_pointwise_op op);
int mk_pointwise_is_test(mk_pointwise_op op); // whether the result is bool
const char *mk_pointwise_name(mk_pointwise_op op);
const char *mk_pointwise_expression(mk_pointwise_op op); // the text of `expr`, for a GPU backend
MK_END
#endif
