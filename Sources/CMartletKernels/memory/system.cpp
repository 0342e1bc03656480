#include "memory/system.h"
#include <cstdint>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>
#include "memory/size_class.h"

namespace mk::memory {

void *from_system(size_t bytes) {
  if (bytes < huge_limit) return std::aligned_alloc(alignment, bytes);
  // Map enough to find a 2 MiB boundary inside, and unmap the rest: a block that starts on one can be backed by huge pages.
  if (bytes > SIZE_MAX - huge_limit) return nullptr;
  void *mapped = mmap(nullptr, bytes + huge_limit, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  uintptr_t start = reinterpret_cast<uintptr_t>(mapped);
  uintptr_t aligned = (start + huge_limit - 1) & ~uintptr_t(huge_limit - 1);
  size_t before = aligned - start, after = huge_limit - before;
  char *block = static_cast<char *>(mapped) + before;
  if (before) munmap(mapped, before);
  if (after) munmap(block + bytes, after);
#ifdef MADV_HUGEPAGE
  madvise(block, bytes, MADV_HUGEPAGE);
#endif
  return block;
}

void to_system(void *block, size_t bytes) {
  if (bytes < huge_limit) std::free(block);
  else munmap(block, bytes);
}

size_t physical_memory() {
  long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
  return pages > 0 && page > 0 ? size_t(pages) * size_t(page) : size_t(4) << 30;
}

} // namespace mk::memory
