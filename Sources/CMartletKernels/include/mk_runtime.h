// What Swift lacks at baseline: a cheap atomic counter and a per-thread flag. Inline, so that a read costs a nanosecond.
#ifndef MK_RUNTIME_H
#define MK_RUNTIME_H
#include "mk_types.h"
static inline int64_t mk_atomic_next(int64_t *_Nonnull counter) { return __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED); }
static inline int64_t mk_atomic_add(int64_t *_Nonnull counter, int64_t n) { return __atomic_add_fetch(counter, n, __ATOMIC_RELAXED); }
static inline int64_t mk_atomic_load(const int64_t *_Nonnull counter) { return __atomic_load_n(counter, __ATOMIC_RELAXED); }
MK_BEGIN
// A slot per thread for the list of graph nodes that wait to be released (see Autograd/Graveyard.swift).
void *_Nullable *_Nonnull mk_thread_slot(void);
// C's %.*f (or %.*e) without variadic arguments; returns the length.
int mk_format_double(char *_Nonnull buffer, mk_int size, int scientific, int precision, double value);
MK_END
#endif
