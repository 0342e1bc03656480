// Scaled dot-product attention in tiles: the scores exist 64 queries by 64 keys at a time, never whole. F32 and F64.
// T. Dao et al., "FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness", NeurIPS 2022.
#ifndef MK_ATTENTION_H
#define MK_ATTENTION_H
#include "mk_random.h"
#include "mk_types.h"

// Matrices (batch, head, row, column) whose columns are adjacent; strides in elements, 0 repeats.
typedef struct mk_heads {
  void *data;
  mk_int batch, head, row;
} mk_heads;

typedef struct mk_attention {
  mk_dtype dtype;
  mk_int batch, heads, group; // `group` neighbouring heads of the queries share one head of keys and values
  mk_int queries, keys, width, value_width;
  double scale;
  int causal; // query i sees keys 0…i only
  // Over (batch, heads, queries, keys) with strides in elements: true where a key is seen, or numbers that are added to the scores. NULL: none.
  const void *mask;
  int mask_is_bool;
  mk_int mask_strides[4];
  double dropout; // the probability with which a weight is dropped; the draws are mk_attention_draws long
  mk_philox random;
} mk_attention;

MK_BEGIN
// Random words that dropout takes: forward and backward make the same ones.
mk_int mk_attention_draws(const mk_attention *a);
// out = dropout(softmax(scale q kᵀ + mask)) v; a query that sees no key gets zeros. stats (batch, heads, queries) is for the other two.
void mk_attention_forward(const mk_attention *a, const mk_heads *q, const mk_heads *k, const mk_heads *v, const mk_heads *out, void *stats);
// weights (batch, heads, queries, keys), or their mean over heads (batch, queries, keys), dense; after dropout.
void mk_attention_weights(const mk_attention *a, const mk_heads *q, const mk_heads *k, const void *stats, int average, void *weights);
// The weights are made again tile by tile. dq, dk and dv are written whole; where `data` is NULL nothing is.
void mk_attention_backward(const mk_attention *a, const mk_heads *q, const mk_heads *k, const mk_heads *v, const mk_heads *out, const void *stats,
                           const mk_heads *dout, const mk_heads *dq, const mk_heads *dk, const mk_heads *dv);
MK_END
#endif
