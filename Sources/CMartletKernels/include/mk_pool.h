// Pooling over plain contiguous (planes, d, h, w) data, planes = batch × channels; 1-d and 2-d pass 1 for the missing leading sizes.
#ifndef MK_POOL_H
#define MK_POOL_H
#include "mk_types.h"
typedef struct mk_pool_shape {
  mk_int planes;
  mk_int in[3], out[3], kernel[3], stride[3], padding[3], dilation[3];
} mk_pool_shape;
MK_BEGIN
// indices: int64 flat position within the plane (as PyTorch returns them); may be NULL. taps: uint8 tap number inside the window
// (kernel volume ≤ 255), what backward needs; may be NULL. NaN wins. F32, F64 and all others by conversion.
void mk_max_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int64_t *indices, uint8_t *taps);
void mk_max_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, const int64_t *indices, const uint8_t *taps, void *dx); // one of the two is given; dx is written whole
// divisor: 0 = window size by count_include_pad, else divisor_override.
void mk_avg_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int count_include_pad, mk_int divisor);
void mk_avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, void *dx, int count_include_pad, mk_int divisor);
// Adaptive: window i of a dim covers floor(i*in/out) ..< ceil((i+1)*in/out).
void mk_adaptive_avg_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y);
void mk_adaptive_avg_pool_backward(mk_dtype dtype, const mk_pool_shape *s, const void *dy, void *dx);
void mk_adaptive_max_pool(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *y, int64_t *indices);
// im2col: x (planes = channels, in…) of one sample → cols (channels × kernel volume, out volume); zero outside. And its adjoint, which adds into x.
void mk_im2col(mk_dtype dtype, const mk_pool_shape *s, const void *x, void *cols);
void mk_col2im(mk_dtype dtype, const mk_pool_shape *s, const void *cols, void *x);
MK_END
#endif
