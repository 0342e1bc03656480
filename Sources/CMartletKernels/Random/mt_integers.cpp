// Integers, coin flips and permutations from PyTorch's CPU stream, word for word.
#include "Random/mt19937.h"
#include "internal/dtypes.h"

namespace {

// word % range by two multiplications (Lemire, Kaser, Kurz 2019), exact for every range from 1 to 2^32 - 1.
struct Remainder {
  uint64_t range, inverse;
  explicit Remainder(uint32_t range) : range(range), inverse(~uint64_t(0) / range + 1) {}
  uint32_t operator()(uint32_t word) const { return uint32_t((static_cast<unsigned __int128>(inverse * word) * range) >> 64); }
};

inline double unit(uint64_t word) { return double(word & ((uint64_t(1) << 53) - 1)) * 0x1p-53; }

} // namespace

extern "C" void mk_mt_integers(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, int64_t low, int64_t high) {
  uint64_t range = uint64_t(high) - uint64_t(low);
  // Where PyTorch goes over to two words, so that the remainder stays nearly uniform.
  bool wide_range = range >= uint64_t(1) << 28;
  Remainder remainder(wide_range ? 1 : uint32_t(range));
  mk::with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *y = static_cast<T *>(out);
    mk::mt_draw(*g, n, wide_range ? 2 : 1, [&](mk_int begin, mk_int count, const uint32_t *words) {
      for (mk_int i = 0; i < count; ++i) {
        uint64_t rest = wide_range ? mk::mt_join(words + 2 * i) % range : remainder(words[i]);
        y[begin + i] = mk::convert<T>(int64_t(rest + uint64_t(low)));
      }
    });
  });
}

extern "C" void mk_mt_bernoulli(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double p) {
  mk::with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *y = static_cast<T *>(out);
    T one = mk::convert<T>(int64_t(1)), zero = mk::convert<T>(int64_t(0));
    mk::mt_draw(*g, n, 2, [&](mk_int begin, mk_int count, const uint32_t *words) {
      for (mk_int i = 0; i < count; ++i) y[begin + i] = unit(mk::mt_join(words + 2 * i)) < p ? one : zero;
    });
  });
}

extern "C" void mk_mt_permutation(mk_mt19937 *g, mk_int n, int64_t *out) {
  for (mk_int i = 0; i < n; ++i) out[i] = i;
  // Above this length PyTorch draws two words an element, lest the remainder favour some positions by more than 5 %.
  bool wide_range = n >= mk_int(UINT32_MAX / 20);
  mk::mt_draw(*g, n - 1, wide_range ? 2 : 1, [&](mk_int begin, mk_int count, const uint32_t *words) {
    for (mk_int k = 0; k < count; ++k) {
      mk_int i = begin + k;
      uint64_t remaining = uint64_t(n - i);
      mk_int other = i + mk_int(wide_range ? mk::mt_join(words + 2 * k) % remaining : words[k] % uint32_t(remaining));
      int64_t kept = out[i];
      out[i] = out[other];
      out[other] = kept;
    }
  });
}
