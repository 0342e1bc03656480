// Gathering and scattering. Indices are int64 and already checked unless the function says that it checks.
#ifndef MK_INDEX_H
#define MK_INDEX_H
#include "mk_types.h"
typedef enum mk_scatter_op : int32_t { MK_SCATTER_SET, MK_SCATTER_ADD, MK_SCATTER_MUL, MK_SCATTER_MAX, MK_SCATTER_MIN } mk_scatter_op;
MK_BEGIN
// The position of the first index outside 0 ..< size, or -1 when all are inside. wrap != 0: from -size on, and writes idx + size for negative ones into out.
mk_int mk_index_check(const int64_t *idx, mk_int n, int64_t size, int wrap, int64_t *out);

// Advanced indexing. x has ndim_x dims; n_idx int64 index arrays, contiguous of `count` elements each, non-negative and inside, apply to the dims dims[0..<n_idx] of x.
// The first `lead` dims of x, which no array indexes, stay in front; the remaining dims, in order, form the slice. out is contiguous (lead…, count, slice…).
void mk_index_get(mk_dtype dtype, int ndim_x, const mk_int *shape_x, const mk_int *strides_x, const void *x, int lead,
                  int n_idx, const int *dims, const int64_t *const *idx, mk_int count, void *out);
// The reverse: x[idx] (op)= values, values contiguous (count, slice…) or one element when scalar_values. SET: the last of equal indices wins.
// ADD etc. on equal indices combine all; the result does not depend on the number of threads.
void mk_index_put(mk_scatter_op op, mk_dtype dtype, int ndim_x, const mk_int *shape_x, const mk_int *strides_x, void *x,
                  int n_idx, const int *dims, const int64_t *const *idx, mk_int count, const void *values, int scalar_values);

// out[i,j,k] = x[i, idx[i,j,k], k] along `dim`: all have ndim dims; out and idx are contiguous of shape `shape`; x is strided. Indices must be in 0 ..< size_x_dim.
void mk_gather(mk_dtype dtype, int ndim, int dim, const mk_int *shape, const int64_t *idx, const mk_int *strides_x, const void *x, void *out);
// x[i, idx[i,j,k], k] (op)= src[i,j,k]; src is strided (all strides 0: a number).
void mk_scatter(mk_scatter_op op, mk_dtype dtype, int ndim, int dim, const mk_int *shape, const int64_t *idx, const mk_int *strides_x, void *x,
                const mk_int *strides_src, const void *src);

// counts[i] += how often i, in 0 ..< bins, occurs among idx.
void mk_bincount(const int64_t *idx, mk_int n, mk_int bins, int64_t *counts);

mk_int mk_count_nonzero_bool(const uint8_t *mask, mk_int n);
// Compacts x (contiguous, n) where mask is true; returns how many.
mk_int mk_masked_select(mk_dtype dtype, const void *x, const uint8_t *mask, mk_int n, void *out);
// x[i] = src[j++] where mask; x, mask contiguous.
void mk_masked_scatter(mk_dtype dtype, void *x, const uint8_t *mask, mk_int n, const void *src);
// Positions of true elements, row-major, as (count, ndim) int64.
void mk_nonzero(const uint8_t *mask, int ndim, const mk_int *shape, int64_t *out);

// Embedding's gradient: dweight (rows, width) must be zeroed by the caller; adds dy (n, width) at idx; rows equal to padding_idx are skipped (-1: none).
void mk_embedding_backward(mk_dtype dtype, mk_int n, mk_int width, mk_int rows, const int64_t *idx, const void *dy, void *dweight, int64_t padding_idx);
MK_END
#endif
