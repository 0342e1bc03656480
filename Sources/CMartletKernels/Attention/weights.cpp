// The attention weights themselves, for those who look at them: a second pass over the scores.
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Attention/weights.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Attention/scores-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// The weights of 64 queries, summed over the heads from `head` on as columns (keys, 64).
template <class T>
void weigh_heads(const mk_attention &a, mk_int batch, mk_int head, mk_int heads, mk_int first_query, const mk_heads &q, const mk_heads &k, const T *stats,
                 T *queries, T *scores, T *space, T *sums) {
  std::memset(sums, 0, size_t(a.keys * kColumns) * sizeof(T));
  for (mk_int h = head; h < head + heads; ++h) {
    QueryBlock block(a, batch, h, first_query);
    to_columns(head_of<T>(q, batch, h) + first_query * q.row, q.row, block.count, a.width, T(a.scale * kLog2E), queries);
    alignas(64) T shift[kColumns] = {};
    std::copy_n(stats + block.row(a), block.count, shift);
    for_key_tiles(a, block, 0, a.keys, [&](const KeyTile &tile) HWY_ATTR {
      score_tile(a, block, k, queries, tile, scores, space);
      for (mk_int j = 0; j < tile.count; ++j)
        for (mk_int i = 0; i < kColumns; ++i) scores[j * kColumns + i] = exp2_nonpositive(scores[j * kColumns + i] - shift[i]);
      if (a.dropout > 0) apply_dropout(a, block, tile, scores, space);
      T *HWY_RESTRICT to = sums + tile.first * kColumns;
      for (mk_int i = 0; i < tile.count * kColumns; ++i) to[i] += scores[i];
    });
  }
}

template <class T>
void weights_all(const mk_attention &a, const mk_heads &q, const mk_heads &k, const T *stats, mk_int together, T *weights) {
  mk_int blocks = query_blocks(a), groups = a.heads / together;
  double nanoseconds = double(kColumns * a.keys * together) * (double(a.width) * 0.02 + 0.3);
  parallel(a.batch * groups * blocks, grain_for(nanoseconds), [&](mk_int begin, mk_int end) HWY_ATTR {
    Scratch<T> scratch((a.width + 3 * kKeys + a.keys) * kColumns);
    T *queries = scratch.take(a.width * kColumns), *scores = scratch.take(kKeys * kColumns), *space = scratch.take(2 * kKeys * kColumns);
    T *sums = scratch.take(a.keys * kColumns);
    alignas(64) T share[kColumns];
    std::fill_n(share, kColumns, T(1) / T(together));
    for (mk_int task = begin; task < end; ++task) {
      mk_int group = task / blocks, first = task % blocks * kColumns;
      weigh_heads(a, group / groups, group % groups * together, together, first, q, k, stats, queries, scores, space, sums);
      from_columns(sums, share, std::min(kColumns, a.queries - first), a.keys, weights + (group * a.queries + first) * a.keys, a.keys);
    }
  });
}

void attention_weights(const mk_attention &a, const mk_heads &q, const mk_heads &k, const void *stats, bool average, void *weights) {
  mk_int together = average ? a.heads : 1;
  if (a.dtype == MK_F64) weights_all(a, q, k, static_cast<const double *>(stats), together, static_cast<double *>(weights));
  else weights_all(a, q, k, static_cast<const float *>(stats), together, static_cast<float *>(weights));
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(attention_weights);

extern "C" void mk_attention_weights(const mk_attention *a, const mk_heads *q, const mk_heads *k, const void *stats, int average, void *weights) {
  HWY_DYNAMIC_DISPATCH(attention_weights)(*a, *q, *k, stats, average != 0, weights);
}

} // namespace mk
#endif
