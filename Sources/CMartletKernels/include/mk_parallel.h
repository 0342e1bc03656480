// The one thread pool: OpenMP's (GOMP_parallel), shared with oneDNN, so that two pools never fight over the cores.
#ifndef MK_PARALLEL_H
#define MK_PARALLEL_H
#include "mk_types.h"
MK_BEGIN
void mk_set_num_threads(int n);   // rules every kernel, oneDNN and OpenBLAS
int mk_num_threads(void);
// From now on the calling thread works alone: for threads that run beside the one that trains, whose cores they must not take.
void mk_stay_on_this_thread(void);
// Calls body(context, begin, end) over [0, n) in at most mk_num_threads() pieces of at least `grain` items,
// on the caller's thread alone when one piece is enough or when already inside a parallel region.
void mk_parallel_for(mk_int n, mk_int grain, void (*body)(void *context, mk_int begin, mk_int end), void *context);
// Best instruction set that the kernels were compiled for and this processor has: "AVX3", "AVX2", "SSE4", "NEON", …
const char *mk_instruction_set(void);
MK_END
#endif
