// Random numbers. The default generator is counter-based (Philox4x32-10): element i of a draw depends on (seed, offset, i) alone,
// so results do not depend on the number of threads. The mt19937 functions reproduce PyTorch's CPU stream bit for bit.
#ifndef MK_RANDOM_H
#define MK_RANDOM_H
#include "mk_types.h"
typedef struct mk_philox { uint64_t seed; uint64_t offset; } mk_philox; // offset counts 128-bit blocks

typedef struct mk_mt19937 {   // PyTorch's at::mt19937 and the normal it keeps back
  uint32_t state[624];
  int32_t left;
  uint32_t next;
  int32_t has_double_normal; double double_normal;
} mk_mt19937;

MK_BEGIN
// How many blocks a draw of n elements takes: add it to offset afterwards.
uint64_t mk_philox_blocks(mk_dtype dtype, mk_int n);
void mk_philox_uniform(mk_philox g, mk_dtype dtype, mk_int n, void *out, double from, double to);  // [from, to); float dtypes
void mk_philox_normal(mk_philox g, mk_dtype dtype, mk_int n, void *out, double mean, double std);  // Box-Muller
void mk_philox_integers(mk_philox g, mk_dtype dtype, mk_int n, void *out, int64_t low, int64_t high); // [low, high)
void mk_philox_exponential(mk_philox g, mk_dtype dtype, mk_int n, void *out, double rate);
void mk_philox_bernoulli(mk_philox g, mk_dtype dtype, mk_int n, void *out, double p);               // writes 0 or 1
void mk_philox_permutation(mk_philox g, mk_int n, int64_t *out);
// Dropout in one pass: y = x * mask / (1-p), mask (uint8, 1 = kept). F32, F64, F16, BF16. And dx = dy * mask / (1-p).
void mk_philox_dropout(mk_philox g, mk_dtype dtype, mk_int n, const void *x, double p, void *y, uint8_t *mask);
void mk_dropout_backward(mk_dtype dtype, mk_int n, const void *dy, const uint8_t *mask, double p, void *dx);

// PyTorch's stream: the same numbers as torch.manual_seed(seed) on the CPU for rand, randn (both its paths: n < 16 and n >= 16), randint, randperm.
void mk_mt_seed(mk_mt19937 *g, uint64_t seed);
uint32_t mk_mt_next(mk_mt19937 *g);
void mk_mt_uniform(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double from, double to);
void mk_mt_normal(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double mean, double std);
void mk_mt_integers(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, int64_t low, int64_t high);
void mk_mt_exponential(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double rate);
void mk_mt_bernoulli(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double p);
void mk_mt_permutation(mk_mt19937 *g, mk_int n, int64_t *out);
MK_END
#endif
