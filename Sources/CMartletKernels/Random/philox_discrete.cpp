// Draws of integers, coin flips and dropout masks from the counter-based generator.
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Random/philox_discrete.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Random/philox-inl.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// floor(bits * range / 2^64): nearly uniform on [0, range), no value more than range / 2^64 too likely.
HWY_INLINE uint64_t scale_down(uint64_t bits, uint64_t range) {
  return uint64_t((static_cast<unsigned __int128>(bits) * range) >> 64);
}
// The same for range < 2^32, in two multiplications that vectorise.
HWY_INLINE uint64_t scale_down_short(uint64_t bits, uint64_t range) {
  return ((bits >> 32) * low_half(range) + ((low_half(bits) * low_half(range)) >> 32)) >> 32;
}

void philox_integers(mk_philox g, mk_dtype dtype, mk_int n, void *out, int64_t low, int64_t high) {
  uint64_t range = uint64_t(high) - uint64_t(low);
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    constexpr int each = philox_chunk_pairs;
    philox_draw<each>(g, n, 1, static_cast<T *>(out), [=](const PhiloxChunk &chunk, T *place, mk_int) HWY_ATTR {
      if (range >> 32 == 0) {
        for (int i = 0; i < each; ++i) place[i] = convert<T>(int64_t(scale_down_short(chunk.pair(i), range)) + low);
      } else {
        for (int i = 0; i < each; ++i) place[i] = convert<T>(int64_t(scale_down(chunk.pair(i), range) + uint64_t(low)));
      }
    });
  });
}

// A word is below the limit with probability p, in steps of 2^-32.
HWY_INLINE uint64_t word_limit(double p) { return p >= 1 ? uint64_t(1) << 32 : p > 0 ? uint64_t(p * 0x1p32) : 0; }

void philox_bernoulli(mk_philox g, mk_dtype dtype, mk_int n, void *out, double p) {
  uint64_t limit = word_limit(p);
  if (limit == 0) {
    std::memset(out, 0, size_t(n * size_of(dtype)));
    return;
  }
  uint32_t last = uint32_t(limit - 1); // in the words' own width, for more lanes
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    constexpr int each = philox_chunk_words;
    T one = convert<T>(int64_t(1)), zero = convert<T>(int64_t(0));
    philox_draw<each>(g, n, 0.5, static_cast<T *>(out), [=](const PhiloxChunk &chunk, T *place, mk_int) HWY_ATTR {
      for (int i = 0; i < each; ++i) place[i] = chunk.words[i] <= last ? one : zero;
    });
  });
}

void philox_dropout(mk_philox g, mk_dtype dtype, mk_int n, const void *x, double p, void *y, uint8_t *mask) {
  uint32_t limit = uint32_t(word_limit(p)); // p = 1 needs no limit: the scale is 0
  bool none_kept = p >= 1;
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    using Wide = std::conditional_t<sizeof(T) == 8, double, float>;
    constexpr int each = philox_chunk_words;
    Wide scale = none_kept ? Wide(0) : Wide(1 / (1 - p));
    const T *source = static_cast<const T *>(x);
    T *target = static_cast<T *>(y);
    philox_draw<each>(g, n, 0.5, mask, [=](const PhiloxChunk &chunk, uint8_t *kept, mk_int first) HWY_ATTR {
      int count = n - first < each ? int(n - first) : each;
      for (int i = 0; i < each; ++i) kept[i] = (chunk.words[i] >= limit) & !none_kept;
      for (int i = 0; i < count; ++i) target[first + i] = convert<T>(convert<Wide>(source[first + i]) * (kept[i] ? scale : Wide(0)));
    });
  });
}

void dropout_backward(mk_dtype dtype, mk_int n, const void *dy, const uint8_t *mask, double p, void *dx) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    using Wide = std::conditional_t<sizeof(T) == 8, double, float>;
    Wide scale = p >= 1 ? Wide(0) : Wide(1 / (1 - p));
    const T *source = static_cast<const T *>(dy);
    T *target = static_cast<T *>(dx);
    parallel(n, grain_for(0.2), [=](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int i = begin; i < end; ++i) target[i] = convert<T>(convert<Wide>(source[i]) * (mask[i] ? scale : Wide(0)));
    });
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(philox_integers);
HWY_EXPORT(philox_bernoulli);
HWY_EXPORT(philox_dropout);
HWY_EXPORT(dropout_backward);

extern "C" void mk_philox_integers(mk_philox g, mk_dtype dtype, mk_int n, void *out, int64_t low, int64_t high) {
  HWY_DYNAMIC_DISPATCH(philox_integers)(g, dtype, n, out, low, high);
}

extern "C" void mk_philox_bernoulli(mk_philox g, mk_dtype dtype, mk_int n, void *out, double p) {
  HWY_DYNAMIC_DISPATCH(philox_bernoulli)(g, dtype, n, out, p);
}

extern "C" void mk_philox_dropout(mk_philox g, mk_dtype dtype, mk_int n, const void *x, double p, void *y, uint8_t *mask) {
  HWY_DYNAMIC_DISPATCH(philox_dropout)(g, dtype, n, x, p, y, mask);
}

extern "C" void mk_dropout_backward(mk_dtype dtype, mk_int n, const void *dy, const uint8_t *mask, double p, void *dx) {
  HWY_DYNAMIC_DISPATCH(dropout_backward)(dtype, n, dy, mask, p, dx);
}

} // namespace mk
#endif
