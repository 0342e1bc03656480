// The caching allocator for tensors' bytes. Blocks are 64-byte aligned; freed blocks are kept by size class.
#ifndef MK_MEMORY_H
#define MK_MEMORY_H
#include "mk_types.h"
MK_BEGIN
// Never returns NULL for a size the system can give; NULL when the system refuses. size 0 gives a valid block.
void *mk_alloc(mk_int bytes);
void mk_free(void *block, mk_int bytes);       // bytes: what mk_alloc was given
mk_int mk_memory_in_use(void);                 // bytes handed out and not freed
mk_int mk_memory_cached(void);                 // bytes kept for reuse
void mk_memory_trim(void);                     // give the cache back to the system
void mk_memory_set_cache_limit(mk_int bytes);  // default: a quarter of the physical memory
MK_END
#endif
