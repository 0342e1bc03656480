// Attention for a few queries, as in the decoding of one token after the other: a tile of 64 queries would be nearly empty. Each query goes
// over the keys alone, at the speed at which they are read.
#if defined(MK_ATTENTION_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_ATTENTION_ROWS_INL_H
#undef MK_ATTENTION_ROWS_INL_H
#else
#define MK_ATTENTION_ROWS_INL_H
#endif
#include <cmath>
#include "Attention/scores-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// scores[j] = q · k[j] for `count` <= kLanes keys: partial sums lie as rows, and a transposition brings the lanes of each together.
template <class T>
HWY_INLINE void scores_of_keys(const T *q, mk_int width, const T *k, mk_int k_row, mk_int count, T *scores) {
  constexpr int N = kLanes<T>;
  using V = Vec<T, N>;
  alignas(64) T partial[N * N], lanes[N * N], rest[N] = {};
  const mk_int whole = width / N * N;
  for (mk_int j = 0; j < N; ++j) {
    V sum = V(0);
    if (j < count) {
      const T *key = k + j * k_row;
      for (mk_int e = 0; e < whole; e += N) sum += load<N>(q + e) * load<N>(key + e);
      for (mk_int e = whole; e < width; ++e) rest[j] += q[e] * key[e];
    }
    store<T, N>(partial + j * N, sum);
  }
  transpose_square<T, N>(partial, N, lanes, N);
  V total = load<N>(rest);
  for (int i = 0; i < N; ++i) total += load<N>(lanes + i * N);
  store<T, N>(rest, total);
  std::copy_n(rest, count, scores);
}

// out[e] = factor · Σ weights[j] v[j][e]
template <class T, int Vectors>
HWY_INLINE void weighted_columns(const T *weights, mk_int keys, const T *v, mk_int v_row, T factor, T *out) {
  constexpr int N = kLanes<T>;
  Vec<T, N> sum[Vectors] = {};
  for (mk_int j = 0; j < keys; ++j, v += v_row)
#pragma clang loop unroll(full)
    for (int i = 0; i < Vectors; ++i) sum[i] += weights[j] * load<N>(v + i * N);
  for (int i = 0; i < Vectors; ++i) store<T, N>(out + i * N, sum[i] * factor);
}

template <class T>
HWY_NOINLINE void weighted_values(const T *weights, mk_int keys, const T *v, mk_int v_row, mk_int width, T factor, T *out) {
  constexpr int N = kLanes<T>;
  mk_int e = 0;
  for (; e + 4 * N <= width; e += 4 * N) weighted_columns<T, 4>(weights, keys, v + e, v_row, factor, out + e);
  for (; e + N <= width; e += N) weighted_columns<T, 1>(weights, keys, v + e, v_row, factor, out + e);
  for (; e < width; ++e) {
    T sum = 0;
    for (mk_int j = 0; j < keys; ++j) sum += weights[j] * v[j * v_row + e];
    out[e] = sum * factor;
  }
}

template <class T, class M>
HWY_INLINE void add_mask_row(const M *mask, mk_int column, mk_int keys, T *HWY_RESTRICT scores) {
  for (mk_int j = 0; j < keys; ++j) scores[j] += added<T>(mask[j * column]);
}

// Turns scores into weights 2^(score - top); returns their sum. The largest of NaN and numbers is whatever: NaN comes out through the weights.
template <class T>
HWY_NOINLINE T weigh_row(mk_int keys, T *HWY_RESTRICT scores, T &top) {
#pragma clang fp reassociate(off)
  constexpr int N = kLanes<T>;
  using V = Vec<T, N>;
  top = -infinity<T>();
  for (mk_int j = 0; j < keys; ++j) top = scores[j] > top ? scores[j] : top;
  const T shift = top == -infinity<T>() ? T(0) : top;
  mk_int j = 0;
  V sums = V(0);
  for (; j + N <= keys; j += N) {
    for (int i = 0; i < N; ++i) scores[j + i] = exp2_nonpositive(scores[j + i] - shift);
    sums += load<N>(scores + j);
  }
  T sum = fold<T, N>(sums, [](T a, T b) { return a + b; });
  for (; j < keys; ++j) sum += scores[j] = exp2_nonpositive(scores[j] - shift);
  return sum;
}

template <class T>
void forward_rows(const mk_attention &a, const mk_heads &q, const mk_heads &k, const mk_heads &v, const mk_heads &out, T *stats) {
  double nanoseconds = double(a.keys) * (double(a.width + a.value_width) * 0.02 + 1);
  parallel(a.batch * a.heads * a.queries, grain_for(nanoseconds), [&](mk_int begin, mk_int end) HWY_ATTR {
    Scratch<T> scratch(a.keys + a.width);
    T *scores = scratch.take(a.keys), *query = scratch.take(a.width);
    for (mk_int task = begin; task < end; ++task) {
      const mk_int i = task % a.queries, head = task / a.queries % a.heads, batch = task / a.queries / a.heads;
      const mk_int keys = a.causal ? std::min(a.keys, i + 1) : a.keys;
      const T *from = head_of<T>(q, batch, head) + i * q.row, *key = head_of<T>(k, batch, head / a.group);
      for (mk_int e = 0; e < a.width; ++e) query[e] = from[e] * T(a.scale * kLog2E);
      for (mk_int j = 0; j < keys; j += kLanes<T>)
        scores_of_keys(query, a.width, key + j * k.row, k.row, std::min<mk_int>(kLanes<T>, keys - j), scores + j);
      if (a.mask) {
        const mk_int *s = a.mask_strides, at = batch * s[0] + head * s[1] + i * s[2];
        if (a.mask_is_bool) add_mask_row(static_cast<const bool *>(a.mask) + at, s[3], keys, scores);
        else add_mask_row(static_cast<const T *>(a.mask) + at, s[3], keys, scores);
      }
      T top, sum = weigh_row(keys, scores, top);
      weighted_values(scores, keys, head_of<T>(v, batch, head / a.group), v.row, a.value_width, sum == 0 ? T(0) : 1 / sum,
                      head_of<T>(out, batch, head) + i * out.row);
      stats[task] = sum == 0 ? infinity<T>() : top + std::log2(sum);
    }
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
