// Counts live bytes through the hooks that the address sanitizer offers: they see every malloc of the process, the tensor allocator's and
// those inside of libjpeg, libpng and zlib included. (A limit on the resident size would also count the sanitizer's own shadow and quarantine,
// and libFuzzer's -malloc_limit_mb sees only single blocks.)
#include <sanitizer/allocator_interface.h>
#include <stdatomic.h>
#include "include/CHarness.h"

static _Atomic int64_t live, peak, kept;
static int64_t start;

static void on_malloc(const volatile void *block, size_t size) {
  (void)block;
  int64_t now = atomic_fetch_add(&live, (int64_t)size) + (int64_t)size, before = atomic_load(&peak);
  while (now > before && !atomic_compare_exchange_weak(&peak, &before, now)) {}
}

static void on_free(const volatile void *block) {
  if (block != NULL) atomic_fetch_sub(&live, (int64_t)__sanitizer_get_allocated_size(block));
}

__attribute__((constructor)) static void install(void) { __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free); }

void memory_begin(void) {
  start = atomic_load(&live);
  atomic_store(&peak, start);
}
int64_t memory_peak(void) { return atomic_load(&peak) - start; }
int64_t memory_kept(void) { return atomic_load(&kept); }
void memory_end(void) { atomic_fetch_add(&kept, atomic_load(&live) - start); }
