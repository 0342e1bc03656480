// Kernels that other files of this folder call and that have no C name of their own.
#ifndef MK_REDUCE_FORWARDS_H
#define MK_REDUCE_FORWARDS_H
#include "Reduce/driver.h"

namespace mk {
void logsumexp(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out); // softmax.cpp
void vector_norm(mk_dtype dtype, Outer outer, mk_int n, mk_int inner, const void *x, void *out, double p); // norm.cpp
} // namespace mk
#endif
