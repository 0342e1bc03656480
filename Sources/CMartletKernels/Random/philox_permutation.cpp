// A uniformly random permutation that threads can share (Rao 1961, Sandelius 1962): every element goes to one of B buckets at
// random, independently; then each bucket, small enough for the first cache, is shuffled (Fisher, Yates). The result depends on
// the stream alone: element i takes word i for its bucket, place j word j of the chunks after those for its swap.
#include <vector>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Random/philox_permutation.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Random/philox-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// Calls body(word, i) for i in begin ..< end, with the i-th word of the chunks from `origin` on.
template <class Body>
HWY_INLINE void each_word(mk_philox g, mk_int origin, mk_int begin, mk_int end, Body body) {
  PhiloxChunk chunk;
  for (mk_int i = begin; i < end;) {
    mk_int number = i / philox_chunk_words, start = number * philox_chunk_words;
    philox_fill(g, uint64_t(origin + number), chunk);
    for (mk_int stop = start + philox_chunk_words < end ? start + philox_chunk_words : end; i < stop; ++i) body(chunk.words[i - start], i);
  }
}

// Shuffles out[begin ..< end]: place k swaps with one of the places begin ... k, with a bias below (end - begin) / 2^32.
void philox_shuffle(mk_philox g, mk_int origin, mk_int begin, mk_int end, int64_t *out) {
  each_word(g, origin, begin, end, [=](uint32_t word, mk_int k) HWY_ATTR {
    mk_int other = begin + mk_int((word * (uint64_t(k - begin) + 1)) >> 32);
    int64_t kept = out[k];
    out[k] = out[other];
    out[other] = kept;
  });
}

// counts[b] += how many of the elements begin ..< end go to bucket b.
void philox_bucket_counts(mk_philox g, mk_int begin, mk_int end, int shift, mk_int *counts) {
  each_word(g, 0, begin, end, [=](uint32_t word, mk_int) HWY_ATTR { ++counts[word >> shift]; });
}

// Element i goes to places[bucket]++.
void philox_bucket_fill(mk_philox g, mk_int begin, mk_int end, int shift, mk_int *places, int64_t *out) {
  each_word(g, 0, begin, end, [=](uint32_t word, mk_int i) HWY_ATTR { out[places[word >> shift]++] = i; });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(philox_shuffle);
HWY_EXPORT(philox_bucket_counts);
HWY_EXPORT(philox_bucket_fill);

extern "C" void mk_philox_permutation(mk_philox g, mk_int n, int64_t *out) {
  constexpr mk_int small = 4096; // elements: half of a first-level cache
  int bits = 0;
  while (bits < 16 && (n >> bits) > small) ++bits;
  if (bits == 0) {
    for (mk_int i = 0; i < n; ++i) out[i] = i;
    HWY_DYNAMIC_DISPATCH(philox_shuffle)(g, 0, 0, n, out);
    return;
  }
  mk_int buckets = mk_int(1) << bits;
  int shift = 32 - bits;
  // The elements are dealt out in as many runs as there are threads: run r's share of a bucket stands after that of run r - 1,
  // so that a bucket's elements are in the same order for any number of runs.
  // A second thread saves a quarter of a millisecond at `shared`, and costs eight where others want the core.
  constexpr mk_int shared = 1 << 18;
  mk_int runs = n < shared ? 1 : mk_num_threads();
  std::vector<mk_int> places(size_t(runs * buckets)), starts(size_t(buckets + 1));
  auto run_begin = [=](mk_int r) { return n / runs * r + (r < n % runs ? r : n % runs); };
  parallel(runs, 1, [&](mk_int begin, mk_int end) {
    for (mk_int r = begin; r < end; ++r)
      HWY_DYNAMIC_DISPATCH(philox_bucket_counts)(g, run_begin(r), run_begin(r + 1), shift, &places[size_t(r * buckets)]);
  });
  mk_int total = 0;
  for (mk_int b = 0; b < buckets; ++b) {
    starts[size_t(b)] = total;
    for (mk_int r = 0; r < runs; ++r) {
      mk_int count = places[size_t(r * buckets + b)];
      places[size_t(r * buckets + b)] = total;
      total += count;
    }
  }
  starts[size_t(buckets)] = total;
  parallel(runs, 1, [&](mk_int begin, mk_int end) {
    for (mk_int r = begin; r < end; ++r)
      HWY_DYNAMIC_DISPATCH(philox_bucket_fill)(g, run_begin(r), run_begin(r + 1), shift, &places[size_t(r * buckets)], out);
  });
  parallel(buckets, shared / small, [&](mk_int begin, mk_int end) {
    for (mk_int b = begin; b < end; ++b) HWY_DYNAMIC_DISPATCH(philox_shuffle)(g, philox_chunks(n), starts[size_t(b)], starts[size_t(b + 1)], out);
  });
}

} // namespace mk
#endif
