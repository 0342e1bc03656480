// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): ten rounds of multiplication turn
// a 128-bit counter into 128 random bits. Blocks are made in chunks of 64, so that plain loops over them vectorise.
// Included once per target, after hwy/highway.h.
#if defined(MK_RANDOM_PHILOX_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_RANDOM_PHILOX_INL_H
#undef MK_RANDOM_PHILOX_INL_H
#else
#define MK_RANDOM_PHILOX_INL_H
#endif
#include <cstring>
#include "Random/philox.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// The words of 64 blocks: first words 0 and 1 of each block, then words 2 and 3 of each. That order needs no shuffles, and
// it is part of the definition of the stream: element i of a draw is word i (or word pair i) of the chunks in this order.
struct PhiloxChunk {
  alignas(64) uint32_t words[philox_chunk_words];

  HWY_INLINE uint64_t pair(mk_int i) const {
    uint64_t bits;
    std::memcpy(&bits, words + 2 * i, sizeof bits);
    return bits;
  }
};

HWY_INLINE uint64_t low_half(uint64_t x) { return x & 0xffffffffu; }

HWY_INLINE void philox_fill(mk_philox g, uint64_t chunk, PhiloxChunk &out) {
  uint64_t first = g.offset + chunk * philox_chunk_blocks;
  for (int i = 0; i < philox_chunk_blocks; ++i) {
    // The upper halves of a, b, c and d collect garbage that nothing reads: it saves masking.
    uint64_t counter = first + uint64_t(i), a = counter, b = counter >> 32, c = 0, d = 0;
    uint32_t key0 = uint32_t(g.seed), key1 = uint32_t(g.seed >> 32);
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; ++round) {
      uint64_t product0 = low_half(a) * 0xd2511f53u, product1 = low_half(c) * 0xcd9e8d57u;
      a = (product1 >> 32) ^ b ^ key0;
      b = product1;
      c = (product0 >> 32) ^ d ^ key1;
      d = product0;
      key0 += 0x9e3779b9u;
      key1 += 0xbb67ae85u;
    }
    uint64_t ab = low_half(a) | b << 32, cd = low_half(c) | d << 32;
    std::memcpy(out.words + 2 * i, &ab, sizeof ab);
    std::memcpy(out.words + philox_chunk_words / 2 + 2 * i, &cd, sizeof cd);
  }
}

// Fills out[0 ..< n]: make(chunk, place, first) writes the elements first ..< first + each to place.
template <int each, class T, class Make>
HWY_INLINE void philox_draw(mk_philox g, mk_int n, double nanoseconds_each, T *out, Make make) {
  parallel((n + each - 1) / each, grain_for(nanoseconds_each * each), [&](mk_int begin, mk_int end) HWY_ATTR {
    PhiloxChunk chunk;
    for (mk_int c = begin; c < end; ++c) {
      philox_fill(g, uint64_t(c), chunk);
      mk_int first = c * each, count = n - first;
      if (count >= each) {
        make(chunk, out + first, first);
      } else {
        T whole[each];
        make(chunk, whole, first);
        std::memcpy(out + first, whole, size_t(count) * sizeof(T));
      }
    }
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
