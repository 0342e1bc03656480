// Attention forward: for each block of queries one pass over the keys, with a running maximum and sum.
#include <cmath>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Attention/forward.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Attention/rows-inl.h"
#include "Attention/scores-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// The maximum and sum of what each query has seen so far, and its weighted values as columns.
template <class T>
struct Running {
  alignas(64) T top[kColumns], sum[kColumns], factor[kColumns];
  T *values;

  void start(mk_int value_width) {
    std::fill_n(top, kColumns, -infinity<T>());
    std::fill_n(sum, kColumns, T(0));
    std::memset(values, 0, size_t(value_width * kColumns) * sizeof(T));
  }

  // Turns a tile of scores into weights against the new maximum, and what was summed so far with them.
  HWY_NOINLINE void add(T *HWY_RESTRICT scores, mk_int keys, mk_int value_width) {
    alignas(64) T next[kColumns], shift[kColumns];
    std::copy_n(top, kColumns, next);
    for (mk_int j = 0; j < keys; ++j)
      for (mk_int i = 0; i < kColumns; ++i) next[i] = scores[j * kColumns + i] > next[i] ? scores[j * kColumns + i] : next[i];
    bool moved = false;
    for (mk_int i = 0; i < kColumns; ++i) {
      shift[i] = next[i] == -infinity<T>() ? T(0) : next[i]; // nothing seen yet: -∞ - -∞ would be NaN
      moved |= next[i] != top[i];
      factor[i] = exp2_nonpositive(top[i] - shift[i]);
      top[i] = next[i];
    }
    if (moved) {
      for (mk_int i = 0; i < kColumns; ++i) sum[i] *= factor[i];
      for (mk_int e = 0; e < value_width; ++e)
        for (mk_int i = 0; i < kColumns; ++i) values[e * kColumns + i] *= factor[i];
    }
    for (mk_int j = 0; j < keys; ++j)
      for (mk_int i = 0; i < kColumns; ++i) {
        T weight = exp2_nonpositive(scores[j * kColumns + i] - shift[i]);
        scores[j * kColumns + i] = weight;
        sum[i] += weight;
      }
  }
};

template <class T>
void forward_block(const mk_attention &a, const QueryBlock &block, const mk_heads &q, const mk_heads &k, const mk_heads &v, const mk_heads &out, T *stats,
                   Running<T> &running, T *queries, T *scores, T *space) {
  to_columns(head_of<T>(q, block.batch, block.head) + block.first * q.row, q.row, block.count, a.width, T(a.scale * kLog2E), queries);
  running.start(a.value_width);
  const T *values = head_of<T>(v, block.batch, block.head / a.group);
  for_key_tiles(a, block, 0, a.keys, [&](const KeyTile &tile) HWY_ATTR {
    score_tile(a, block, k, queries, tile, scores, space);
    running.add(scores, tile.count, a.value_width);
    if (a.dropout > 0) apply_dropout(a, block, tile, scores, space);
    multiply<T>({a.value_width, kColumns - tile.skip, tile.count, values + tile.first * v.row, 1, v.row, scores + tile.skip, kColumns,
                 running.values + tile.skip, kColumns, true});
  });
  alignas(64) T inverse[kColumns];
  stats += block.row(a);
  for (mk_int i = 0; i < kColumns; ++i) inverse[i] = running.sum[i] == 0 ? T(0) : 1 / running.sum[i];
  for (mk_int i = 0; i < block.count; ++i) stats[i] = running.sum[i] == 0 ? infinity<T>() : running.top[i] + std::log2(running.sum[i]);
  from_columns(running.values, inverse, block.count, a.value_width, head_of<T>(out, block.batch, block.head) + block.first * out.row, out.row);
}

template <class T>
void forward_all(const mk_attention &a, const mk_heads &q, const mk_heads &k, const mk_heads &v, const mk_heads &out, T *stats) {
  // Dropout's coins are laid out by tiles.
  if (a.queries <= kFewQueries && a.dropout == 0) return forward_rows(a, q, k, v, out, stats);
  mk_int blocks = query_blocks(a);
  double nanoseconds = double(kColumns * a.keys) * (double(a.width + a.value_width) * 0.02 + 0.3);
  parallel(a.batch * a.heads * blocks, grain_for(nanoseconds), [&](mk_int begin, mk_int end) HWY_ATTR {
    Scratch<T> scratch((a.width + a.value_width + 3 * kKeys) * kColumns);
    Running<T> running;
    running.values = scratch.take(a.value_width * kColumns);
    T *queries = scratch.take(a.width * kColumns), *scores = scratch.take(kKeys * kColumns), *space = scratch.take(2 * kKeys * kColumns);
    for (mk_int task = begin; task < end; ++task)
      forward_block(a, QueryBlock(a, task, blocks), q, k, v, out, stats, running, queries, scores, space);
  });
}

void attention_forward(const mk_attention &a, const mk_heads &q, const mk_heads &k, const mk_heads &v, const mk_heads &out, void *stats) {
  if (a.dtype == MK_F64) forward_all(a, q, k, v, out, static_cast<double *>(stats));
  else forward_all(a, q, k, v, out, static_cast<float *>(stats));
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(attention_forward);

extern "C" mk_int mk_attention_draws(const mk_attention *a) {
  return a->batch * a->heads * query_blocks(*a) * key_chunks(*a) * philox_chunk_words;
}

extern "C" void mk_attention_forward(const mk_attention *a, const mk_heads *q, const mk_heads *k, const mk_heads *v, const mk_heads *out, void *stats) {
  HWY_DYNAMIC_DISPATCH(attention_forward)(*a, *q, *k, *v, *out, stats);
}

} // namespace mk
#endif
