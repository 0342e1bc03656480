// What this machine can do at most, measured by plain loops that the compiler vectorises: fused multiply-adds in registers, and passes over
// arrays with as many streams as a kernel reads and writes. One JSON object; everything is in 10⁹ operations or bytes a second.
//
//   cc -O3 -march=native -pthread limits.c -o limits && ./limits [THREADS]
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#ifdef __AVX512BF16__
#include <immintrin.h>
#endif

enum { most_threads = 64, most_arrays = 4, repeats = 9 };

typedef struct Worker Worker;
typedef void (*Body)(const Worker *);

// A thread's share: elements begin ..< end of every stream, gone over `passes` times.
struct Worker {
  Body body;
  float *stream[most_arrays];
  int64_t begin_at, end_at, passes;
  pthread_barrier_t *together;
  double begun[repeats], ended[repeats];
};

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *work(void *argument) {
  Worker *worker = argument;
  for (int i = 0; i < repeats; ++i) {
    pthread_barrier_wait(worker->together);
    worker->begun[i] = now();
    worker->body(worker);
    worker->ended[i] = now();
  }
  return NULL;
}

// The shortest time of all runs, from the first thread's start to the last one's end.
static double fastest(int threads, const Worker *prototype, int64_t n) {
  pthread_barrier_t together;
  pthread_barrier_init(&together, NULL, (unsigned)threads);
  pthread_t ids[most_threads];
  Worker workers[most_threads];
  for (int t = 0; t < threads; ++t) {
    workers[t] = *prototype;
    workers[t].together = &together;
    workers[t].begin_at = n / 64 * t / threads * 64; // whole cache lines
    workers[t].end_at = n / 64 * (t + 1) / threads * 64;
    pthread_create(&ids[t], NULL, work, &workers[t]);
  }
  for (int t = 0; t < threads; ++t) pthread_join(ids[t], NULL);
  pthread_barrier_destroy(&together);
  double best = 1e9;
  for (int i = 0; i < repeats; ++i) {
    double begun = workers[0].begun[i], ended = workers[0].ended[i];
    for (int t = 1; t < threads; ++t) {
      if (workers[t].begun[i] < begun) begun = workers[t].begun[i];
      if (workers[t].ended[i] > ended) ended = workers[t].ended[i];
    }
    if (ended - begun < best) best = ended - begun;
  }
  return best;
}

// ---- arithmetic: chains enough to hide the latency of a multiply-add

static volatile double sink;

#define MULTIPLY_ADDS(NAME, T)                                                        \
  typedef T NAME##_vector __attribute__((vector_size(64)));                           \
  static void NAME(const Worker *w) {                                                 \
    NAME##_vector chain[16], factor = (NAME##_vector){} + (T)0.999, more = (NAME##_vector){} + (T)0.001; \
    for (int k = 0; k < 16; ++k) chain[k] = (NAME##_vector){} + (T)k;                 \
    for (int64_t i = 0; i < w->passes; ++i)                                           \
      for (int k = 0; k < 16; ++k) chain[k] = chain[k] * factor + more;               \
    NAME##_vector sum = chain[0];                                                     \
    for (int k = 1; k < 16; ++k) sum += chain[k];                                     \
    sink = (double)sum[0];                                                            \
  }

MULTIPLY_ADDS(float32, float)
MULTIPLY_ADDS(float64, double)

#ifdef __AVX512BF16__
static void bfloat16(const Worker *w) {
  __m512 chain[16];
  __m512bh factor = _mm512_cvtne2ps_pbh(_mm512_set1_ps(0.5f), _mm512_set1_ps(0.5f));
  for (int k = 0; k < 16; ++k) chain[k] = _mm512_set1_ps((float)k);
  for (int64_t i = 0; i < w->passes; ++i)
    for (int k = 0; k < 16; ++k) chain[k] = _mm512_dpbf16_ps(chain[k], factor, factor);
  for (int k = 1; k < 16; ++k) chain[0] = _mm512_add_ps(chain[0], chain[k]);
  sink = _mm512_cvtss_f32(chain[0]);
}
#endif

static double giga_flops(int threads, Body body, double flops_a_chain) {
  Worker w = {.body = body, .passes = 2000000};
  return 16 * flops_a_chain * (double)w.passes * threads / fastest(threads, &w, 0) * 1e-9;
}

// ---- memory: `reads` streams are read and `writes` of the same arrays or further ones written, as the kernels named behind do

#define STREAM(NAME, STATEMENT)                                            \
  static void NAME(const Worker *w) {                                      \
    float *restrict a = __builtin_assume_aligned(w->stream[0], 64);        \
    float *restrict b = __builtin_assume_aligned(w->stream[1], 64);        \
    float *restrict c = __builtin_assume_aligned(w->stream[2], 64);        \
    float *restrict d = __builtin_assume_aligned(w->stream[3], 64);        \
    (void)a, (void)b, (void)c, (void)d;                                    \
    for (int64_t pass = 0; pass < w->passes; ++pass) {                     \
      for (int64_t i = w->begin_at; i < w->end_at; ++i) { STATEMENT }      \
      __asm__ volatile("" ::: "memory"); /* each pass is to be made */     \
    }                                                                      \
  }

typedef float lanes __attribute__((vector_size(64)));

static void read_all(const Worker *w) {
  lanes sum[8] = {};
  for (int64_t pass = 0; pass < w->passes; ++pass) {
    const lanes *x = (const lanes *)(w->stream[0] + w->begin_at), *end = (const lanes *)(w->stream[0] + w->end_at);
    for (; x + 8 <= end; x += 8)
      for (int k = 0; k < 8; ++k) sum[k] += x[k];
  }
  for (int k = 1; k < 8; ++k) sum[0] += sum[k];
  sink = sum[0][0];
}

STREAM(fill, a[i] = 1.5f;)
STREAM(map, b[i] = 1.5f * a[i];)
STREAM(add, c[i] = a[i] + b[i];)
STREAM(momentum, c[i] = 0.9f * c[i] + b[i]; a[i] -= 1e-6f * c[i];)
STREAM(two_moments, c[i] = 0.9f * c[i] + 0.1f * b[i]; d[i] = 0.9f * d[i] + 0.1f * b[i]; a[i] -= 1e-6f * (c[i] + d[i]);)

static const struct Pattern {
  const char *name;
  Body body;
  int arrays, transfers; // transfers: arrays read + arrays written
} patterns[] = {
    {"read", read_all, 1, 1}, // a sum
    {"write", fill, 1, 1},    // random numbers
    {"map", map, 2, 2},       // a copy, exp
    {"add", add, 3, 3},       // an op of two operands
    {"momentum", momentum, 3, 5},       // SGD with momentum, RMSprop
    {"two_moments", two_moments, 4, 7}, // Adam
};

static float *array(int64_t n) {
  const int64_t huge = 2 << 20, bytes = (n * 4 + huge - 1) / huge * huge;
  float *x = aligned_alloc((size_t)huge, (size_t)bytes);
  if (!x) exit(1);
  madvise(x, (size_t)bytes, MADV_HUGEPAGE);
  for (int64_t i = 0; i < n; ++i) x[i] = (float)(i % 7);
  return x;
}

// `bytes` in all arrays together.
static void bandwidths(int threads, const char *place, int64_t bytes, int64_t traffic) {
  printf(", \"%s\": {", place);
  for (size_t p = 0; p < sizeof patterns / sizeof *patterns; ++p) {
    const struct Pattern *pattern = &patterns[p];
    int64_t n = bytes / 4 / pattern->arrays / 64 * 64, each = n * 4 * pattern->transfers;
    Worker w = {.body = pattern->body, .passes = traffic / each + 1};
    for (int k = 0; k < pattern->arrays; ++k) w.stream[k] = array(n);
    double seconds = fastest(threads, &w, n);
    printf("%s\"%s\": %.1f", p ? ", " : "", pattern->name, (double)each * (double)w.passes / seconds * 1e-9);
    for (int k = 0; k < pattern->arrays; ++k) free(w.stream[k]);
  }
  printf("}");
}

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 1;
  if (threads < 1 || threads > most_threads) return 2;
  printf("{\"threads\": %d, \"float32\": %.1f, \"float64\": %.1f", threads, giga_flops(threads, float32, 32), giga_flops(threads, float64, 16));
#ifdef __AVX512BF16__
  printf(", \"bfloat16\": %.1f", giga_flops(threads, bfloat16, 64));
#endif
  bandwidths(threads, "cache", 12 << 20, 400 << 20); // inside the last-level cache, outside those of the cores
  bandwidths(threads, "memory", 240 << 20, 480 << 20);
  printf("}\n");
  return 0;
}
