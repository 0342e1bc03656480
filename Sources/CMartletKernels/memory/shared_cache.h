// Free blocks of all sizes behind one lock. Large blocks live here; small ones pass through in batches.
#ifndef MK_MEMORY_SHARED_CACHE_H
#define MK_MEMORY_SHARED_CACHE_H
#include <cstdint>
#include <mutex>
#include "memory/size_class.h"

namespace mk::memory {

// A free block's first bytes hold the list it is in.
struct FreeBlock {
  FreeBlock *next;
};

class SharedCache {
public:
  static SharedCache &instance();

  void *allocate(SizeClass size);            // a cached block, else a fresh one, else NULL
  void release(void *block, SizeClass size);
  // Moves up to `limit` cached blocks of a class into a chain; returns how many.
  int take(SizeClass size, int limit, FreeBlock **chain);
  void put(SizeClass size, int count, FreeBlock *first, FreeBlock *last);
  void trim();
  void set_limit(size_t bytes);
  size_t cached();

private:
  SharedCache();
  void make_room(size_t bytes); // with the lock held
  void trim_locked();

  std::mutex lock;
  FreeBlock *lists[all_classes] = {};
  size_t cached_bytes = 0;
  size_t limit_bytes;
};

} // namespace mk::memory
#endif
