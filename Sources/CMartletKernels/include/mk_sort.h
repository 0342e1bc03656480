// Sorting along the last axis of a contiguous (rows, n) array. NaN counts as the largest. All are stable: equal keys keep their order.
#ifndef MK_SORT_H
#define MK_SORT_H
#include "mk_types.h"
MK_BEGIN
void mk_sort(mk_dtype dtype, mk_int rows, mk_int n, int descending, const void *x, void *values, int64_t *indices); // values may be NULL
// The k largest or smallest, in order (largest first); among equals the lower index first.
void mk_topk(mk_dtype dtype, mk_int rows, mk_int n, mk_int k, int largest, const void *x, void *values, int64_t *indices);
// For each of m values (rows, m): the position in sorted (rows or 1, n). right != 0: last suitable position. Writes int64.
void mk_searchsorted(mk_dtype dtype, mk_int rows, int shared_row, mk_int n, const void *sorted, mk_int m, const void *values, int right, int64_t *out);
MK_END
#endif
