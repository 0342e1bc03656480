// Attention backward: the weights are made again from the scores and each query's log-sum-exp, tile by tile.
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Attention/backward.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Attention/scores-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> constexpr mk_int padded(mk_int n) { return (n + kLanes<T> - 1) / kLanes<T> * kLanes<T>; }

// Rows with zeros up to a whole number of vectors, times a factor.
template <class T>
HWY_NOINLINE void pad_rows(const T *x, mk_int row, mk_int count, mk_int width, T factor, T *out) {
  mk_int wide = padded<T>(width);
  for (mk_int i = 0; i < count; ++i) {
    for (mk_int e = 0; e < width; ++e) out[i * wide + e] = x[i * row + e] * factor;
    for (mk_int e = width; e < wide; ++e) out[i * wide + e] = 0;
  }
}

// The work of one thread on keys `from ..< to` of one head of keys and values: sums of dk and dv as padded rows, everything else for 64 queries.
template <class T>
struct KeyRange {
  const mk_attention &a;
  const AttentionTensors &t;
  const T *stats;
  mk_int from, to;
  T *dk, *dv;                                       // (to - from, padded width)
  T *queries, *douts, *dqueries;                    // columns
  T *query_rows, *dout_rows;                        // padded rows
  T *weights, *dweights, *space;                    // tiles
  alignas(64) T shift[kColumns], inner[kColumns];   // log-sum-exp; Σ dout · out

  // Adds the part of 64 queries. `dq` (count, width) takes their gradient from these keys.
  void add(const QueryBlock &block, T *dq, mk_int dq_row) {
    gather(block);
    std::memset(dqueries, 0, size_t(a.width * kColumns) * sizeof(T));
    for_key_tiles(a, block, from, to, [&](const KeyTile &tile) HWY_ATTR { add_tile(block, tile); });
    if (dq) {
      alignas(64) T scale[kColumns];
      std::fill_n(scale, kColumns, T(a.scale));
      from_columns(dqueries, scale, block.count, a.width, dq, dq_row);
    }
  }

private:
  void gather(const QueryBlock &block) {
    const T *q = head_of<T>(t.q, block.batch, block.head) + block.first * t.q.row;
    const T *g = head_of<T>(t.dout, block.batch, block.head) + block.first * t.dout.row;
    const T *o = head_of<T>(t.out, block.batch, block.head) + block.first * t.out.row;
    to_columns(q, t.q.row, block.count, a.width, T(a.scale * kLog2E), queries);
    to_columns(g, t.dout.row, block.count, a.value_width, T(1), douts);
    pad_rows(q, t.q.row, block.count, a.width, T(a.scale), query_rows);
    pad_rows(g, t.dout.row, block.count, a.value_width, T(1), dout_rows);
    for (mk_int i = 0; i < kColumns; ++i) {
      bool live = i < block.count;
      shift[i] = live ? stats[block.row(a) + i] : infinity<T>(); // infinite: weights of 0
      inner[i] = live ? dot(g + i * t.dout.row, o + i * t.out.row, a.value_width) : T(0);
    }
  }

  // Where one tile has all keys, Σ weight · dweight / Σ weight is at hand: more exact than dout · out if one weight is nearly 1.
  HWY_NOINLINE void average_products(mk_int keys) {
    alignas(64) T sum[kColumns] = {};
    std::fill_n(inner, kColumns, T(0));
    for (mk_int j = 0; j < keys; ++j)
      for (mk_int i = 0; i < kColumns; ++i) {
        sum[i] += weights[j * kColumns + i];
        inner[i] += weights[j * kColumns + i] * dweights[j * kColumns + i];
      }
    for (mk_int i = 0; i < kColumns; ++i) inner[i] = sum[i] == 0 ? T(0) : inner[i] / sum[i];
  }

  static HWY_NOINLINE T dot(const T *x, const T *y, mk_int n) {
#pragma clang fp reassociate(on)
    T sum = 0;
    for (mk_int i = 0; i < n; ++i) sum += x[i] * y[i];
    return sum;
  }

  void add_tile(const QueryBlock &block, const KeyTile &tile) {
    mk_int head = block.head / a.group, wide = padded<T>(a.width), wide_value = padded<T>(a.value_width);
    mk_int keys = tile.count, skip = tile.skip, live = std::max(block.count - skip, mk_int(0));
    const T *k = head_of<T>(t.k, block.batch, head) + tile.first * t.k.row, *v = head_of<T>(t.v, block.batch, head) + tile.first * t.v.row;
    score_tile(a, block, t.k, queries, tile, weights, space);
    for (mk_int j = 0; j < keys; ++j)
      for (mk_int i = 0; i < kColumns; ++i) weights[j * kColumns + i] = exp2_nonpositive(weights[j * kColumns + i] - shift[i]);
    multiply<T>({keys, kColumns, a.value_width, v, t.v.row, 1, douts, kColumns, dweights, kColumns, false});
    const T *kept = weights;
    if (a.dropout > 0) {
      dropout_factors(a, block, tile, space);
      for (mk_int i = 0; i < keys * kColumns; ++i) {
        dweights[i] *= space[i];
        space[i] *= weights[i];
      }
      kept = space;
    }
    if (keys == a.keys) average_products(keys);
    T *own_dv = dv + (tile.first - from) * wide_value, *own_dk = dk + (tile.first - from) * wide;
    multiply<T>({keys, wide_value, live, kept + skip, kColumns, 1, dout_rows + skip * wide_value, wide_value, own_dv, wide_value, true});
    T *HWY_RESTRICT dscores = dweights;
    for (mk_int j = 0; j < keys; ++j)
      for (mk_int i = 0; i < kColumns; ++i) dscores[j * kColumns + i] = weights[j * kColumns + i] * (dscores[j * kColumns + i] - inner[i]);
    multiply<T>({keys, wide, live, dscores + skip, kColumns, 1, query_rows + skip * wide, wide, own_dk, wide, true});
    multiply<T>({a.width, kColumns - skip, keys, k, 1, t.k.row, dscores + skip, kColumns, dqueries + skip, kColumns, true});
  }
};

template <class T>
void write_rows(const T *x, mk_int wide, mk_int width, mk_int count, const mk_heads &out, mk_int batch, mk_int head, mk_int first) {
  if (!out.data) return;
  for (mk_int j = 0; j < count; ++j) std::copy_n(x + j * wide, width, head_of<T>(out, batch, head) + (first + j) * out.row);
}

// The keys of a head are cut where there are too few heads for the threads; each part then has a dq of its own, and they are added in order. The cut
// depends on the shape alone, and so do the sums.
inline mk_int parts_of_keys(const mk_attention &a) {
  mk_int heads = a.batch * a.heads / a.group, most = (a.keys + 4 * kKeys - 1) / (4 * kKeys);
  return heads >= 16 ? 1 : std::max(mk_int(1), std::min(most, 16 / heads));
}

template <class T>
void backward_all(const mk_attention &a, const AttentionTensors &t, const T *stats) {
  mk_int parts = parts_of_keys(a), heads = a.heads / a.group, tiles = (a.keys + kKeys - 1) / kKeys;
  mk_int share = (tiles + parts - 1) / parts * kKeys; // keys in a part
  mk_int wide = padded<T>(a.width), wide_value = padded<T>(a.value_width);
  mk_int dq_size = parts > 1 && t.dq.data ? a.batch * a.heads * a.queries * a.width : 0;
  Scratch<T> partial(dq_size * parts);
  T *dqs = partial.take(dq_size * parts);
  double nanoseconds = double(a.queries * a.group * share) * (double(a.width + a.value_width) * 0.05 + 0.5);
  parallel(a.batch * heads * parts, grain_for(nanoseconds), [&](mk_int begin, mk_int end) HWY_ATTR {
    mk_int columns = 2 * a.width + a.value_width + 4 * kKeys;
    Scratch<T> scratch((wide + wide_value) * (share + kColumns) + columns * kColumns);
    KeyRange<T> range{a, t, stats, 0, 0, scratch.take(wide * share), scratch.take(wide_value * share), scratch.take(a.width * kColumns),
                      scratch.take(a.value_width * kColumns), scratch.take(a.width * kColumns), scratch.take(wide * kColumns),
                      scratch.take(wide_value * kColumns), scratch.take(kKeys * kColumns), scratch.take(kKeys * kColumns),
                      scratch.take(2 * kKeys * kColumns), {}, {}};
    for (mk_int task = begin; task < end; ++task) {
      mk_int head_index = task / parts, part = task % parts, batch = head_index / heads, head = head_index % heads;
      range.from = std::min(part * share, a.keys);
      range.to = std::min(range.from + share, a.keys);
      mk_int count = range.to - range.from;
      std::memset(range.dk, 0, size_t(wide * count) * sizeof(T));
      std::memset(range.dv, 0, size_t(wide_value * count) * sizeof(T));
      for (mk_int h = head * a.group; h < (head + 1) * a.group; ++h)
        for (mk_int first = 0; first < a.queries; first += kColumns) {
          QueryBlock block(a, batch, h, first);
          if (dq_size) range.add(block, dqs + part * dq_size + block.row(a) * a.width, a.width);
          else range.add(block, t.dq.data ? head_of<T>(t.dq, batch, h) + first * t.dq.row : nullptr, t.dq.row);
        }
      write_rows(range.dk, wide, a.width, count, t.dk, batch, head, range.from);
      write_rows(range.dv, wide_value, a.value_width, count, t.dv, batch, head, range.from);
    }
  });
  if (!dq_size) return;
  parallel(a.batch * a.heads * a.queries, grain_for(double(a.width * parts) * 0.3), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int row = begin; row < end; ++row) {
      mk_int head = row / a.queries;
      T *to = head_of<T>(t.dq, head / a.heads, head % a.heads) + row % a.queries * t.dq.row;
      for (mk_int e = 0; e < a.width; ++e) {
        T sum = 0;
        for (mk_int part = 0; part < parts; ++part) sum += dqs[part * dq_size + row * a.width + e];
        to[e] = sum;
      }
    }
  });
}

void attention_backward(const mk_attention &a, const AttentionTensors &t, const void *stats) {
  if (a.dtype == MK_F64) backward_all(a, t, static_cast<const double *>(stats));
  else backward_all(a, t, static_cast<const float *>(stats));
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(attention_backward);

extern "C" void mk_attention_backward(const mk_attention *a, const mk_heads *q, const mk_heads *k, const mk_heads *v, const mk_heads *out, const void *stats,
                                      const mk_heads *dout, const mk_heads *dq, const mk_heads *dk, const mk_heads *dv) {
  HWY_DYNAMIC_DISPATCH(attention_backward)(*a, {*q, *k, *v, *out, *dout, *dq, *dk, *dv}, stats);
}

} // namespace mk
#endif
