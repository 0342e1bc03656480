// What the passes over tiles share: one tile of scores with its mask, exponentials, and the coins of dropout.
#if defined(MK_ATTENTION_SCORES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_ATTENTION_SCORES_INL_H
#undef MK_ATTENTION_SCORES_INL_H
#else
#define MK_ATTENTION_SCORES_INL_H
#endif
#include <algorithm>
#include "Attention/columns-inl.h"
#include "Attention/multiply-inl.h"
#include "Attention/scratch.h"
#include "Random/philox-inl.h"
#include "vmath/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

constexpr double kLog2E = 1.44269504088896340736;

// 2ˣ for x <= 0 (or a rounding error above): what would be denormal is 0; NaN stays.
template <class T>
HWY_INLINE T exp2_nonpositive(T x) {
  constexpr T lowest = sizeof(T) == 4 ? T(-126) : T(-1022);
  T y = x < lowest ? lowest : x;
  T shifted = y + biased_rounder<T>, r = (y - (shifted - biased_rounder<T>)) * T(0.69314718055994530942);
  T power = scaled_normal(exp_reduced(r), bit_cast<typename Binary<T>::Bits>(shifted));
  return x < lowest ? T(0) : power;
}

// One head's matrices.
template <class T> HWY_INLINE T *head_of(const mk_heads &x, mk_int b, mk_int h) { return static_cast<T *>(x.data) + b * x.batch + h * x.head; }

// 64 queries of one head.
struct QueryBlock {
  mk_int batch, head, first, count;

  // Block number `task` when there are `blocks` to a head. Long and short rows of a causal mask alternate, so that threads share both.
  HWY_INLINE QueryBlock(const mk_attention &a, mk_int task, mk_int blocks) {
    mk_int head_index = task / blocks, i = task % blocks;
    batch = head_index / a.heads;
    head = head_index % a.heads;
    first = (i % 2 ? blocks - 1 - i / 2 : i / 2) * kColumns;
    count = std::min(kColumns, a.queries - first);
  }
  HWY_INLINE QueryBlock(const mk_attention &a, mk_int b, mk_int h, mk_int first_query)
      : batch(b), head(h), first(first_query), count(std::min(kColumns, a.queries - first_query)) {}

  // Position in (batch, heads, queries).
  mk_int row(const mk_attention &a) const { return (batch * a.heads + head) * a.queries + first; }
  // How many keys the last of them sees.
  mk_int visible(const mk_attention &a) const { return a.causal ? std::min(a.keys, first + count) : a.keys; }
};

// Keys that 64 queries are multiplied with at a time; the first `skip` of these queries see none of them.
struct KeyTile {
  mk_int first, count, skip;
};

// Calls body(tile) for the keys of `from ..< to` that some query sees. On the diagonal of a causal mask tiles are short: the queries in front
// of one need not be multiplied with it.
template <class Body>
HWY_INLINE void for_key_tiles(const mk_attention &a, const QueryBlock &block, mk_int from, mk_int to, Body body) {
  mk_int end = std::min(to, block.visible(a));
  for (mk_int first = from; first < end;) {
    bool diagonal = a.causal && first >= block.first;
    mk_int count = std::min(diagonal ? kDiagonalKeys : kKeys, end - first);
    body(KeyTile{first, count, diagonal ? first - block.first : 0});
    first += count;
  }
}

// A number that is added to a score, in powers of two.
template <class T> HWY_INLINE T added(bool seen) { return seen ? T(0) : -infinity<T>(); }
template <class T> HWY_INLINE T added(T number) { return number * T(kLog2E); }

// scores[j * 64 + i] += mask(i, j). `space` holds two tiles.
template <class T, class M>
HWY_NOINLINE void add_mask(const M *mask, mk_int row, mk_int column, mk_int count, mk_int keys, T *HWY_RESTRICT scores, T *HWY_RESTRICT space) {
  if (row == 0) { // the same for all queries
    for (mk_int j = 0; j < keys; ++j) {
      T x = added<T>(mask[j * column]);
      for (mk_int i = 0; i < kColumns; ++i) scores[j * kColumns + i] += x;
    }
    return;
  }
  T *rows = space, *columns = space + kColumns * kKeys;
  for (mk_int i = 0; i < count; ++i) {
    const M *from = mask + i * row;
    T *to = rows + i * kKeys;
    if (column == 1) for (mk_int j = 0; j < keys; ++j) to[j] = added<T>(from[j]);
    else for (mk_int j = 0; j < keys; ++j) to[j] = added<T>(from[j * column]);
  }
  transpose(rows, kKeys, count, keys, columns, kColumns);
  for (mk_int j = 0; j < keys; ++j)
    for (mk_int i = 0; i < count; ++i) scores[j * kColumns + i] += columns[j * kColumns + i];
}

// scores (keys, 64) = keys · queries + mask, in powers of two: `queries` are columns that carry scale · log₂e.
template <class T>
HWY_INLINE void score_tile(const mk_attention &a, const QueryBlock &block, const mk_heads &k, const T *queries, const KeyTile &tile, T *scores, T *space) {
  const T *rows = head_of<T>(k, block.batch, block.head / a.group) + tile.first * k.row;
  multiply<T>({tile.count, kColumns - tile.skip, a.width, rows, k.row, 1, queries + tile.skip, kColumns, scores + tile.skip, kColumns, false});
  if (a.mask) {
    const mk_int *s = a.mask_strides;
    mk_int at = block.batch * s[0] + block.head * s[1] + block.first * s[2] + tile.first * s[3];
    if (a.mask_is_bool) add_mask(static_cast<const bool *>(a.mask) + at, s[2], s[3], block.count, tile.count, scores, space);
    else add_mask(static_cast<const T *>(a.mask) + at, s[2], s[3], block.count, tile.count, scores, space);
  }
  if (a.causal)
    for (mk_int j = std::max(block.first - tile.first + 1, mk_int(0)); j < tile.count; ++j) {
      mk_int blind = std::min(tile.first + j - block.first, kColumns);
      for (mk_int i = 0; i < blind; ++i) scores[j * kColumns + i] = -infinity<T>();
    }
}

// The factors by which dropout multiplies a tile of weights: 0, or 1 / (1 - p).
template <class T>
HWY_NOINLINE void dropout_factors(const mk_attention &a, const QueryBlock &block, const KeyTile &tile, T *HWY_RESTRICT factors) {
  uint32_t limit = uint32_t(std::min(a.dropout * 0x1p32, 0x1p32 - 1));
  T scale = a.dropout < 1 ? T(1 / (1 - a.dropout)) : T(0);
  mk_int head = block.batch * a.heads + block.head;
  mk_int chunk = (head * query_blocks(a) + block.first / kColumns) * key_chunks(a) + tile.first / kChunkKeys;
  PhiloxChunk coins;
  for (mk_int j = 0; j < tile.count; j += kChunkKeys, ++chunk) {
    philox_fill(a.random, uint64_t(chunk), coins);
    for (mk_int i = 0; i < kChunkKeys * kColumns; ++i) factors[j * kColumns + i] = coins.words[i] >= limit ? scale : T(0);
  }
}

template <class T>
void apply_dropout(const mk_attention &a, const QueryBlock &block, const KeyTile &tile, T *HWY_RESTRICT weights, T *HWY_RESTRICT space) {
  dropout_factors(a, block, tile, space);
  for (mk_int i = 0; i < tile.count * kColumns; ++i) weights[i] *= space[i];
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
