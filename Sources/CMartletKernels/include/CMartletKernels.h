// Umbrella: inner loops over raw pointers, behind a C interface. No function here knows tensors, gradients or devices.
#ifndef CMARTLET_KERNELS_H
#define CMARTLET_KERNELS_H
#include "mk_types.h"
#include "mk_parallel.h"
#include "mk_memory.h"
#include "mk_runtime.h"
#include "mk_object.h"
#include "mk_pointwise.h"
#include "mk_copy.h"
#include "mk_reduce.h"
#include "mk_norm.h"
#include "mk_index.h"
#include "mk_sort.h"
#include "mk_random.h"
#include "mk_pool.h"
#include "mk_optim.h"
#include "mk_attention.h"
#include "mk_recurrent.h"
#endif
