// Reductions and scans over the middle axis of a contiguous (outer, n, inner) array; softmax and its relatives.
#ifndef MK_REDUCE_H
#define MK_REDUCE_H
#include "mk_types.h"

typedef enum mk_reduce_op : int32_t {
  MK_REDUCE_SUM, MK_REDUCE_PROD, MK_REDUCE_MAX, MK_REDUCE_MIN, // max and min propagate NaN
  MK_REDUCE_ANY, MK_REDUCE_ALL,                                // out: bool
  MK_REDUCE_ARGMAX, MK_REDUCE_ARGMIN,                          // out: int64; the first NaN wins, else the first of equals
  MK_REDUCE_NANSUM,
  MK_REDUCE_NORM,                                              // (sum |x|^p)^(1/p); p in `param`; inf, -inf and 0 too
  MK_REDUCE_COUNT_NONZERO,                                     // out: int64
  MK_REDUCE_LOGSUMEXP                                          // stable; all -inf gives -inf, +inf gives inf
} mk_reduce_op;

typedef enum mk_scan_op : int32_t { MK_SCAN_SUM, MK_SCAN_PROD, MK_SCAN_MAX, MK_SCAN_MIN, MK_SCAN_LOGSUMEXP } mk_scan_op;

MK_BEGIN
// out (outer, inner) = reduce x (repeats, outer, n, inner) over n and repeats, which is 1 for ARGMAX and ARGMIN. SUM, PROD, MAX, MIN, NANSUM, NORM, LOGSUMEXP: out has x's dtype, except that SUM, PROD and
// NANSUM of integers and bool write int64 (arithmetic in int64). F16 and BF16 accumulate in float and round once; float sums are
// pairwise-accurate: many vector lanes over blocks, block totals in double. n == 0 gives the identity (callers refuse it for max, min, arg*).
void mk_reduce(mk_reduce_op op, mk_dtype dtype, mk_int repeats, mk_int outer, mk_int n, mk_int inner, const void *x, void *out, double param);
// Max or min with its index: values has x's dtype, indices int64.
void mk_reduce_with_index(int want_max, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *values, int64_t *indices);
// Mean and the sum of squared deviations divided by max(n - correction, 0): Welford or two fused passes; float dtypes. mean may be NULL.
void mk_var_mean(mk_dtype dtype, mk_int repeats, mk_int outer, mk_int n, mk_int inner, const void *x, void *var, void *mean, double correction,
                 int want_std);
// out has x's dtype except SUM/PROD of integers and bool: int64. indices (int64) only for MAX and MIN, else NULL.
void mk_scan(mk_scan_op op, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *out, int64_t *indices);

// Softmax family over the middle axis; float dtypes.
void mk_softmax(int want_log, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *y);
// dx from y = softmax(x) or logSoftmax(x) and dy.
void mk_softmax_backward(int want_log, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *y, const void *dy, void *dx);

// Cross-entropy with class indices, logits (rows, classes) contiguous, fused log-softmax and nll, label smoothing s:
//   loss_i = w[t_i] * (1-s) * (lse_i - x[i,t_i]) + s/classes * sum_c w[c] * (lse_i - x[i,c])
// rows with t_i == ignore_index give 0. loss (rows), lse (rows) have x's dtype. weight may be NULL.
// Returns -1 when every target is a class or ignore_index, else the row of the first wrong target (nothing usable is written then).
mk_int mk_cross_entropy(mk_dtype dtype, mk_int rows, mk_int classes, const void *x, const int64_t *target, const void *weight,
                        int64_t ignore_index, double smoothing, void *loss, void *lse);
// dx[i,c] = g_i * d loss_i / d x[i,c]; g has x's dtype and is one element used for all rows when scalar_g, else (rows). `scale` multiplies all.
void mk_cross_entropy_backward(mk_dtype dtype, mk_int rows, mk_int classes, const void *x, const int64_t *target, const void *weight,
                               int64_t ignore_index, double smoothing, const void *lse, const void *g, int scalar_g, double scale, void *dx);
MK_END
#endif
