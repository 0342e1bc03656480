// mk_alloc and mk_free: a cache per thread for small blocks, without locks, in front of the shared one.
#include "include/mk_memory.h"
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include "memory/shared_cache.h"

namespace mk::memory {
namespace {

// Counters are written by the owning thread alone (a plain add) and summed by whoever asks.
struct Counter {
  std::atomic<int64_t> value{0};
  void add(int64_t n) { value.store(value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
  int64_t get() const { return value.load(std::memory_order_relaxed); }
};

struct ThreadCache {
  FreeBlock *lists[small_classes];
  int counts[small_classes];
  Counter in_use;  // may be negative: blocks travel between threads
  Counter cached;
  ThreadCache *next, *previous; // in the register of living caches
};

std::mutex register_lock;
ThreadCache *living = nullptr;
std::atomic<int64_t> in_use_elsewhere{0}; // large blocks, and the balance of threads that ended

// How many blocks of a class a thread keeps: 256 KiB of them, within reason.
int keep(SizeClass size) {
  return int(std::clamp<size_t>((size_t(256) << 10) / size.bytes, 8, 256));
}

void flush(ThreadCache &cache, SizeClass size, int count) {
  FreeBlock *first = cache.lists[size.index], *last = first;
  for (int i = 1; i < count; ++i) last = last->next;
  cache.lists[size.index] = last->next;
  cache.counts[size.index] -= count;
  cache.cached.add(-int64_t(size.bytes) * count);
  SharedCache::instance().put(size, count, first, last);
}

void flush_all(ThreadCache &cache) {
  for (size_t bytes = 1; bytes <= small_limit;) {
    SizeClass size = size_class(bytes);
    if (int count = cache.counts[size.index]) flush(cache, size, count);
    bytes = size.bytes + 1;
  }
}

// The pointer is trivial, hence cheap to read; the owner, whose destructor runs at the thread's end, is touched once.
thread_local ThreadCache *current __attribute__((tls_model("initial-exec"))) = nullptr;
thread_local bool ended __attribute__((tls_model("initial-exec"))) = false;

struct Owner {
  ThreadCache *cache;

  Owner() : cache(new ThreadCache()) {
    std::lock_guard<std::mutex> guard(register_lock);
    cache->next = living;
    if (living) living->previous = cache;
    living = cache;
    current = cache;
  }

  ~Owner() {
    current = nullptr;
    ended = true;
    flush_all(*cache);
    std::lock_guard<std::mutex> guard(register_lock);
    (cache->previous ? cache->previous->next : living) = cache->next;
    if (cache->next) cache->next->previous = cache->previous;
    in_use_elsewhere += cache->in_use.get();
    delete cache;
  }
};

// NULL once the thread's own destructors run: blocks then go straight to the shared cache.
__attribute__((noinline)) ThreadCache *start_cache() {
  if (ended) return nullptr;
  static thread_local Owner owner;
  return owner.cache;
}

inline ThreadCache *thread_cache() { return __builtin_expect(current != nullptr, 1) ? current : start_cache(); }

__attribute__((noinline)) void *refill(ThreadCache &cache, SizeClass size) {
  FreeBlock *chain;
  int count = SharedCache::instance().take(size, keep(size) / 2, &chain);
  if (count == 0) return SharedCache::instance().allocate(size);
  cache.lists[size.index] = chain->next;
  cache.counts[size.index] = count - 1;
  cache.cached.add(int64_t(size.bytes) * (count - 1));
  return chain;
}

} // namespace
} // namespace mk::memory

using namespace mk::memory;

#if __has_feature(address_sanitizer)
// A block of exactly its size from malloc, not a larger one that was used before: the sanitizer sees its end, and its use after it was freed.
extern "C" void *mk_alloc(mk_int bytes) {
  void *block = nullptr;
  if (posix_memalign(&block, alignment, size_t(bytes)) != 0) return nullptr;
  in_use_elsewhere.fetch_add(bytes, std::memory_order_relaxed);
  return block;
}

extern "C" void mk_free(void *block, mk_int bytes) {
  if (!block) return;
  in_use_elsewhere.fetch_sub(bytes, std::memory_order_relaxed);
  std::free(block);
}
#else
extern "C" void *mk_alloc(mk_int bytes) {
  SizeClass size = size_class(size_t(bytes));
  ThreadCache *cache;
  if (size.index >= small_classes || !(cache = thread_cache())) {
    void *block = SharedCache::instance().allocate(size);
    if (block) in_use_elsewhere.fetch_add(bytes, std::memory_order_relaxed);
    return block;
  }
  FreeBlock *block = cache->lists[size.index];
  if (block) {
    cache->lists[size.index] = block->next;
    --cache->counts[size.index];
    cache->cached.add(-int64_t(size.bytes));
  } else {
    block = static_cast<FreeBlock *>(refill(*cache, size));
    if (!block) return nullptr;
  }
  cache->in_use.add(bytes);
  return block;
}

extern "C" void mk_free(void *block, mk_int bytes) {
  if (!block) return;
  SizeClass size = size_class(size_t(bytes));
  ThreadCache *cache;
  if (size.index >= small_classes || !(cache = thread_cache())) {
    in_use_elsewhere.fetch_sub(bytes, std::memory_order_relaxed);
    SharedCache::instance().release(block, size);
    return;
  }
  FreeBlock *freed = static_cast<FreeBlock *>(block);
  freed->next = cache->lists[size.index];
  cache->lists[size.index] = freed;
  cache->in_use.add(-bytes);
  cache->cached.add(int64_t(size.bytes));
  if (++cache->counts[size.index] > keep(size)) flush(*cache, size, cache->counts[size.index] / 2);
}
#endif

extern "C" mk_int mk_memory_in_use(void) {
  std::lock_guard<std::mutex> guard(register_lock);
  int64_t total = in_use_elsewhere;
  for (ThreadCache *cache = living; cache; cache = cache->next) total += cache->in_use.get();
  return total;
}

extern "C" mk_int mk_memory_cached(void) {
  int64_t total = int64_t(SharedCache::instance().cached());
  std::lock_guard<std::mutex> guard(register_lock);
  for (ThreadCache *cache = living; cache; cache = cache->next) total += cache->cached.get();
  return total;
}

// Other threads keep their own small blocks, a bounded number, until they end.
extern "C" void mk_memory_trim(void) {
  if (current) flush_all(*current);
  SharedCache::instance().trim();
}

extern "C" void mk_memory_set_cache_limit(mk_int bytes) { SharedCache::instance().set_limit(bytes < 0 ? 0 : size_t(bytes)); }
