// oneDNN and OpenBLAS behind C: the one place that knows their versions and APIs (oneDNN 2.x and 3.x), and the products that oneDNN has not.
// Created primitives are cached by their shapes. Scratch memory comes from mk_alloc.
#ifndef C_ONEDNN_H
#define C_ONEDNN_H
#include "mk_types.h"
#ifdef __cplusplus
extern "C" {
#endif

const char *md_version(void);          // "oneDNN 2.6.3"
const char *md_instruction_set(void);  // what oneDNN dispatches to
const char *md_blas_version(void);     // "OpenBLAS 0.3.21 SkylakeX", or "" when it cannot be opened
void *md_blas_symbol(const char *name); // a function of the same library ("dgesdd_"), or NULL
void md_blas_follow_threads(void);      // gives it as many threads as mk_num_threads

// ---- matrix products, row-major. Returns 0, or non-zero with md_error() saying why.
const char *md_error(void);            // of the last failure on this thread
// C (m, n) = alpha * op(A) (m, k) * op(B) (k, n) + beta * C. trans: op is the transpose; ld: row stride of what is in memory. F32 (oneDNN) or F64;
// BF16 and F16 (inputs of that dtype, accumulation in float): C has the same dtype, rounded once; integers, which wrap (alpha 1, beta 0 or 1).
int md_gemm(mk_dtype dtype, int trans_a, int trans_b, mk_int m, mk_int n, mk_int k, double alpha,
            const void *a, mk_int lda, const void *b, mk_int ldb, double beta, void *c, mk_int ldc);
// `batch` products with strides between the matrices (0 repeats one).
int md_gemm_batched(mk_dtype dtype, int trans_a, int trans_b, mk_int batch, mk_int m, mk_int n, mk_int k, double alpha,
                    const void *a, mk_int lda, mk_int stride_a, const void *b, mk_int ldb, mk_int stride_b,
                    double beta, void *c, mk_int ldc, mk_int stride_c);
// y (m) = alpha * op(A) x + beta * y, A (rows, cols) row-major. F32, F64: memory-bound, threaded.
int md_gemv(mk_dtype dtype, int trans, mk_int rows, mk_int cols, double alpha, const void *a, mk_int lda, const void *x, double beta, void *y);

// ---- physical layouts. A layout is an interned description of how the elements of a logical tensor lie in memory (plain
// row-major, or one of oneDNN's blocked forms): equal layouts are equal pointers, and they live for ever.
typedef const struct md_layout_form *md_layout;
md_layout md_layout_plain(mk_dtype dtype, int ndim, const mk_int *shape);
int md_layout_is_plain(md_layout l);
mk_int md_layout_bytes(md_layout l);
int md_layout_is_padded(md_layout l);   // whether memory holds more elements than the tensor (they are zero and must stay so)
// How many channels of an (N, C, spatial...) layout lie innermost, as (N, C / count, spatial..., count): C or a block of 8 or 16; 0: it has no such form.
mk_int md_layout_inner_channels(md_layout l);
const char *md_layout_text(md_layout l);
int md_reorder(md_layout from, const void *src, md_layout to, void *dst);

// ---- convolution: x (N, C, spatial…), w (O, C/groups, kernel…), b (O) or NULL, y (N, O, spatial…), 1 to 3 spatial dims.
typedef struct md_conv_spec {
  mk_dtype dtype;                     // F32 or BF16 (F64, F16 and the integers are served elsewhere)
  int spatial;                        // 1, 2 or 3
  int transposed;                     // w is (C, O/groups, kernel…), PyTorch's conv_transpose
  mk_int batch, in_channels, out_channels, groups;
  mk_int in[3], out[3], kernel[3], stride[3], padding[3], padding_end[3], dilation[3]; // dilation as PyTorch counts (1: none)
  int has_bias;
  int winograd;                       // whether Winograd's method may be used where it is faster: a few more rounding errors
  int relu;                           // y = max(0, conv): fused forward only; a NaN becomes 0, unlike PyTorch's relu
} md_conv_spec;
typedef const struct md_convolution *md_conv; // cached per spec; lives for ever
md_conv md_conv_get(const md_conv_spec *spec);   // NULL when oneDNN has no implementation (md_error says)
md_layout md_conv_src_layout(md_conv c);   // what forward reads best
md_layout md_conv_dst_layout(md_conv c);   // what forward writes
md_layout md_conv_diff_src_layout(md_conv c); // what backward-data writes
md_layout md_conv_diff_dst_layout(md_conv c); // what both backward passes read; NULL when they read different ones
// x may have any layout of the right logical shape; a reorder happens inside when it is not src_layout. w, b plain. dst has dst_layout.
int md_conv_forward(md_conv c, md_layout x_layout, const void *x, const void *w, const void *b, void *y);
// dy any layout; dx gets diff_src_layout.
int md_conv_backward_data(md_conv c, md_layout dy_layout, const void *dy, const void *w, void *dx);
// dw, db plain; db may be NULL.
int md_conv_backward_weights(md_conv c, md_layout x_layout, const void *x, md_layout dy_layout, const void *dy, void *dw, void *db);

// ---- pooling in the layout that the input has (blocked stays blocked). The maximum of a plain tensor is not served here. NaN wins.
typedef struct md_pool_spec {
  md_layout src;                      // of x (N, C, spatial…)
  int max;                            // else average
  int count_include_pad;
  int spatial;
  mk_int out[3], kernel[3], stride[3], padding[3], padding_end[3], dilation[3];
} md_pool_spec;
typedef const struct md_pooling *md_pool;
md_pool md_pool_get(const md_pool_spec *spec);   // NULL when there is none
md_layout md_pool_dst_layout(md_pool p);         // same kind as src
mk_int md_pool_workspace_bytes(md_pool p);       // max: what backward needs
int md_pool_forward(md_pool p, const void *x, void *y, void *workspace);
int md_pool_backward(md_pool p, md_layout dy_layout, const void *dy, const void *workspace, void *dx); // dx has src's layout

#ifdef __cplusplus
}
#endif
#endif
