#include "memory/shared_cache.h"
#include "memory/system.h"

namespace mk::memory {

SharedCache &SharedCache::instance() {
  // Never destroyed: threads and static objects may free blocks while the program ends.
  static SharedCache &cache = *new SharedCache;
  return cache;
}

SharedCache::SharedCache() : limit_bytes(physical_memory() / 4) {}

void *SharedCache::allocate(SizeClass size) {
  {
    std::lock_guard<std::mutex> guard(lock);
    if (FreeBlock *block = lists[size.index]) {
      lists[size.index] = block->next;
      cached_bytes -= size.bytes;
      return block;
    }
  }
  void *fresh = from_system(size.bytes);
  if (fresh) return fresh;
  trim();
  return from_system(size.bytes);
}

void SharedCache::release(void *block, SizeClass size) {
  FreeBlock *freed = static_cast<FreeBlock *>(block);
  put(size, 1, freed, freed);
}

int SharedCache::take(SizeClass size, int limit, FreeBlock **chain) {
  std::lock_guard<std::mutex> guard(lock);
  FreeBlock *first = lists[size.index], *last = nullptr, *rest = first;
  int count = 0;
  while (rest && count < limit) {
    last = rest;
    rest = rest->next;
    ++count;
  }
  if (last) last->next = nullptr;
  lists[size.index] = rest;
  cached_bytes -= size_t(count) * size.bytes;
  *chain = first;
  return count;
}

void SharedCache::put(SizeClass size, int count, FreeBlock *first, FreeBlock *last) {
  std::lock_guard<std::mutex> guard(lock);
  size_t bytes = size_t(count) * size.bytes;
  make_room(bytes);
  last->next = lists[size.index];
  lists[size.index] = first;
  cached_bytes += bytes;
  if (cached_bytes > limit_bytes) trim_locked(); // what came is alone more than may be kept
}

void SharedCache::trim() {
  std::lock_guard<std::mutex> guard(lock);
  trim_locked();
}

void SharedCache::set_limit(size_t bytes) {
  std::lock_guard<std::mutex> guard(lock);
  limit_bytes = bytes;
  make_room(0);
}

size_t SharedCache::cached() {
  std::lock_guard<std::mutex> guard(lock);
  return cached_bytes;
}

// Everything goes at once: sizes that are still in use come back with their next release, stale ones do not.
void SharedCache::make_room(size_t bytes) {
  if (cached_bytes + bytes > limit_bytes) trim_locked();
}

void SharedCache::trim_locked() {
  // The class's size is found from its index: the inverse of size_class().
  for (int index = 0; index < all_classes; ++index) {
    size_t bytes = index < 8 ? size_t(index + 1) * alignment : size_t(9 + index % 8) << (6 + (index - 8) / 8);
    while (FreeBlock *block = lists[index]) {
      lists[index] = block->next;
      to_system(block, bytes);
    }
  }
  cached_bytes = 0;
}

} // namespace mk::memory
