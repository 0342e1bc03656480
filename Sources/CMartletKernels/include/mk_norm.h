// Normalisation over contiguous data; F32 and F64.
#ifndef MK_NORM_H
#define MK_NORM_H
#include "mk_types.h"
MK_BEGIN
// Layer norm over the last axis: x (rows, n); y = (x - mean) * rstd * weight + bias; weight, bias (n) may be NULL;
// mean and rstd (rows), written when not NULL. rms: mean is taken as 0 and rstd = 1/sqrt(mean(x^2) + eps) (RMSNorm).
void mk_layer_norm(mk_dtype dtype, int rms, mk_int rows, mk_int n, const void *x, const void *weight, const void *bias, double eps, void *y, void *mean, void *rstd);
// dx, dweight, dbias may each be NULL.
void mk_layer_norm_backward(mk_dtype dtype, int rms, mk_int rows, mk_int n, const void *x, const void *weight, const void *mean, const void *rstd, const void *dy,
                            void *dx, void *dweight, void *dbias);
// Group norm: x (batch, channels, inner), statistics per sample and group of channels / groups neighbours, biased variance; weight, bias (channels) may
// be NULL; writes mean and rstd (batch, groups).
void mk_group_norm(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int groups, const void *x, const void *weight, const void *bias, double eps,
                   void *y, void *mean, void *rstd);
// dx, dweight, dbias may each be NULL.
void mk_group_norm_backward(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int groups, const void *x, const void *weight, const void *mean,
                            const void *rstd, const void *dy, void *dx, void *dweight, void *dbias);
// Batch norm, training: x (batch, channels, inner): statistics per channel over batch and inner, biased variance for y. Writes mean and rstd (channels).
// Also serves instance norm, which views its channels as those of one long sample and passes no affine map.
// block: how many channels lie innermost, x, y, dy and dx being (batch, channels / block, inner, block): 1, or for F32 8, 16 or channels; it divides channels.
void mk_batch_norm(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int block, const void *x, const void *weight, const void *bias, double eps,
                   void *y, void *mean, void *rstd);
// The affine map with given statistics (evaluation): y = (x - mean) * rstd * weight + bias.
void mk_batch_norm_apply(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int block, const void *x, const void *weight, const void *bias,
                         const void *mean, const void *rstd, void *y);
// training != 0: the statistics depend on x; 0: they are constants. dx, dweight, dbias may each be NULL.
void mk_batch_norm_backward(mk_dtype dtype, int training, mk_int batch, mk_int channels, mk_int inner, mk_int block, const void *x, const void *weight,
                            const void *mean, const void *rstd, const void *dy, void *dx, void *dweight, void *dbias);
MK_END
#endif
