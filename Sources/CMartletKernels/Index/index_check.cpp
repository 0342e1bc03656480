#include "include/mk_index.h"
#include "internal/parallel.h"

extern "C" mk_int mk_index_check(const int64_t *idx, mk_int n, int64_t size, int wrap, int64_t *out) {
  // Without branches over blocks, so that the loop vectorises; the first offender is looked for only in a block that has one.
  constexpr mk_int block = 4096;
  for (mk_int begin = 0; begin < n; begin += block) {
    mk_int end = begin + block < n ? begin + block : n;
    uint64_t outside = 0;
    for (mk_int i = begin; i < end; ++i) outside |= uint64_t(idx[i] < -size) | uint64_t(idx[i] >= size);
    if (outside) {
      for (mk_int i = begin;; ++i)
        if (idx[i] < -size || idx[i] >= size) return i;
    }
    if (wrap)
      for (mk_int i = begin; i < end; ++i) out[i] = idx[i] + (idx[i] < 0 ? size : 0);
  }
  return -1;
}
