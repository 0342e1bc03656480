// Bounds of indices.
#include <algorithm>
#include <atomic>
#include "include/mk_index.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Index/index_check.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// Whether any index is outside. Writes the wrapped indices unless out is null.
bool any_outside(const int64_t *idx, mk_int n, int64_t low, int64_t size, int64_t *out) {
  uint64_t outside = 0;
  for (mk_int i = 0; i < n; ++i) outside |= uint64_t(idx[i] < low) | uint64_t(idx[i] >= size);
  if (out != nullptr)
    for (mk_int i = 0; i < n; ++i) out[i] = idx[i] + (idx[i] < 0 ? size : 0);
  return outside != 0;
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(any_outside);

extern "C" mk_int mk_index_check(const int64_t *idx, mk_int n, int64_t size, int wrap, int64_t *out) {
  constexpr mk_int block = 1024; // small enough to be still in the first cache when it is written
  int64_t low = wrap ? -size : 0;
  std::atomic<mk_int> first{n};
  parallel((n + block - 1) / block, grain_for(0.3 * block), [&](mk_int begin, mk_int end) {
    for (mk_int b = begin; b < end && b * block < first.load(std::memory_order_relaxed); ++b) {
      const int64_t *part = idx + b * block;
      mk_int size_here = std::min(block, n - b * block);
      if (!HWY_DYNAMIC_DISPATCH(any_outside)(part, size_here, low, size, wrap ? out + b * block : nullptr)) continue;
      mk_int wrong = b * block + (std::find_if(part, part + size_here, [=](int64_t i) { return i < low || i >= size; }) - part);
      mk_int known = first.load(std::memory_order_relaxed);
      while (wrong < known && !first.compare_exchange_weak(known, wrong, std::memory_order_relaxed)) {}
    }
  });
  mk_int wrong = first.load(std::memory_order_relaxed);
  return wrong < n ? wrong : -1;
}

} // namespace mk
#endif
