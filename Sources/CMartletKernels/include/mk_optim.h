// Optimiser steps over many parameters in one pass and one parallel region; F32 and F64.
#ifndef MK_OPTIM_H
#define MK_OPTIM_H
#include "mk_types.h"
MK_BEGIN
// How an element moves: the names in mk_optim.def, where each rule's constants and states are listed. The formulas are in Optim/steps.cpp.
typedef enum {
#define MK_RULE(name, ...) MK_STEP_##name,
#include "mk_optim.def"
#undef MK_RULE
} mk_step_rule;
// For `count` parameters of sizes[i] elements: d = sign*g + weight_decay*p; p = rule(shrink*p, d, states).
// buffers: lists of `count` pointers to contiguous memory: the parameters, then the gradients, then each state of the rule.
void mk_optim_step(mk_step_rule rule, mk_dtype dtype, int count, const mk_int *sizes, void *const *const *buffers, double sign,
                   double weight_decay, double shrink, const double *constants);
MK_END
#endif
