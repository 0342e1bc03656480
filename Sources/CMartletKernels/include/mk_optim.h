// Optimiser steps over many parameters in one pass and one parallel region. Arrays of `count` pointers to contiguous buffers of sizes[i] elements; F32 and F64.
#ifndef MK_OPTIM_H
#define MK_OPTIM_H
#include "mk_types.h"
MK_BEGIN
// PyTorch's SGD: g += wd*p; buf = first_step ? g : momentum*buf + (1-dampening)*g; d = nesterov ? g + momentum*buf : buf; p -= lr*d. bufs may be NULL (momentum 0). maximize negates g.
void mk_sgd(mk_dtype dtype, int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *bufs,
            double lr, double momentum, double dampening, double weight_decay, int nesterov, int maximize, int first_step);
// PyTorch's Adam (decoupled = 0: weight decay is added to g) and AdamW (decoupled = 1: p *= 1 - lr*wd). max_exp_avg_sqs non-NULL: amsgrad. step starts at 1.
//   denom = sqrt(v)/sqrt(1-b2^t) + eps;  p -= lr/(1-b1^t) * m / denom
void mk_adam(mk_dtype dtype, int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *exp_avgs, void *const *exp_avg_sqs, void *const *max_exp_avg_sqs,
             double lr, double beta1, double beta2, double eps, double weight_decay, int decoupled, int maximize, double step);
MK_END
#endif
