// Where the allocator gets fresh memory and leaves what it no longer wants.
#ifndef MK_MEMORY_SYSTEM_H
#define MK_MEMORY_SYSTEM_H
#include <cstddef>

namespace mk::memory {

// `bytes` is a size class's. NULL when the system refuses.
void *from_system(size_t bytes);
void to_system(void *block, size_t bytes);
size_t physical_memory();

} // namespace mk::memory
#endif
