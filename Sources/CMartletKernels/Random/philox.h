// The shape of the Philox stream, the same for all instruction sets.
#ifndef MK_RANDOM_PHILOX_H
#define MK_RANDOM_PHILOX_H
#include "include/mk_random.h"

namespace mk {

constexpr int philox_chunk_blocks = 64;
constexpr int philox_chunk_words = 4 * philox_chunk_blocks;
constexpr int philox_chunk_pairs = 2 * philox_chunk_blocks;

// Chunks that hold n words.
inline mk_int philox_chunks(mk_int n) { return (n + philox_chunk_words - 1) / philox_chunk_words; }

} // namespace mk
#endif
