// Size classes of the allocator: eight to each doubling, so that a block is at most an eighth larger than what was asked for
// (below 512 bytes: whole cache lines).
#ifndef MK_MEMORY_SIZE_CLASS_H
#define MK_MEMORY_SIZE_CLASS_H
#include <cstddef>

namespace mk::memory {

constexpr size_t alignment = 64;
constexpr size_t small_limit = size_t(64) << 10; // blocks up to here go through the threads' caches
constexpr size_t huge_limit = size_t(2) << 20;   // blocks from here on are mapped on their own, in huge pages

struct SizeClass {
  int index;
  size_t bytes;
};

constexpr SizeClass size_class(size_t bytes) {
  if (bytes <= 512) {
    size_t lines = bytes == 0 ? 1 : (bytes + alignment - 1) / alignment;
    return {int(lines) - 1, lines * alignment};
  }
  int doubling = 63 - __builtin_clzll(bytes - 1); // 2^doubling < bytes <= 2^(doubling + 1)
  int shift = doubling - 3;
  size_t eighths = ((bytes - 1) >> shift) + 1; // 9 ... 16
  return {8 * (doubling - 9) + int(eighths) - 1, eighths << shift};
}

constexpr int small_classes = size_class(small_limit).index + 1;
constexpr int all_classes = 8 * (63 - 9) + 16;

static_assert(size_class(512).index == 7 && size_class(513).index == 8 && size_class(1024).index == 15 && size_class(1025).index == 16);
static_assert(size_class(1025).bytes == 1152 && size_class(65536).bytes == 65536 && size_class(65537).index == small_classes);

} // namespace mk::memory
#endif
