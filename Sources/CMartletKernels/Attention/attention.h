// What the attention kernels of all instruction sets agree on.
#ifndef MK_ATTENTION_ATTENTION_H
#define MK_ATTENTION_ATTENTION_H
#include "Random/philox.h"
#include "include/mk_attention.h"

namespace mk {

constexpr mk_int kColumns = 64; // queries in a tile: they lie across the vectors
constexpr mk_int kKeys = 64;    // keys in a tile
constexpr mk_int kDiagonalKeys = 16; // and where a causal mask begins
constexpr mk_int kFewQueries = 12; // up to so many go alone and not in tiles

// Dropout: a chunk of random words serves four keys by 64 queries.
constexpr mk_int kChunkKeys = philox_chunk_words / kColumns;
inline mk_int query_blocks(const mk_attention &a) { return (a.queries + kColumns - 1) / kColumns; }
inline mk_int key_chunks(const mk_attention &a) { return (a.keys + kChunkKeys - 1) / kChunkKeys; }

// What the backward pass reads and writes.
struct AttentionTensors {
  const mk_heads &q, &k, &v, &out, &dout, &dq, &dk, &dv;
};

} // namespace mk
#endif
