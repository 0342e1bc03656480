// Draws of real numbers from the counter-based generator.
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Random/philox_real.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Random/philox_real-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// The type in which a dtype's numbers are made: the 16-bit types are rounded from float.
template <class T> using Made = std::conditional_t<sizeof(T) == 8, double, float>;

// Draws numbers of type T; make(chunk, place) makes one chunk of them as Made<T>.
template <class T, class Make>
HWY_INLINE void draw_real(mk_philox g, mk_int n, double nanoseconds_each, void *out, Make make) {
  constexpr int each = per_chunk<T>;
  philox_draw<each>(g, n, nanoseconds_each, static_cast<T *>(out), [&](const PhiloxChunk &chunk, T *place, mk_int) HWY_ATTR {
    if constexpr (std::is_floating_point_v<T>) {
      make(chunk, place);
    } else {
      float made[each];
      make(chunk, made);
      for (int i = 0; i < each; ++i) place[i] = convert<T>(made[i]);
    }
  });
}

// The largest number of T below `to`, but not below `from`: where rounding would reach the excluded end.
template <class T>
Made<T> last_below(double from, double to) {
  using B = std::conditional_t<sizeof(T) == 2, uint16_t, Bits<T>>;
  constexpr B sign = B(1) << (8 * sizeof(T) - 1);
  T end = convert<T>(to);
  if (convert<double>(end) >= to) {
    B bits = bit_cast<B>(end);
    end = bit_cast<T>(B((bits & B(~sign)) == 0 ? sign | 1 : bits & sign ? bits + 1 : bits - 1));
  }
  Made<T> value = convert<Made<T>>(end);
  return value > Made<T>(from) ? value : Made<T>(from);
}

template <class T>
void uniform(mk_philox g, mk_int n, void *out, double from, double to) {
  using M = Made<T>;
  M low = M(from), span = M(to - from), last = last_below<T>(from, to);
  draw_real<T>(g, n, 0.5, out, [=](const PhiloxChunk &chunk, M *place) HWY_ATTR {
    for (int i = 0; i < per_chunk<T>; ++i) {
      M value = fused(unit(bits_of<T>(chunk, i)), span, low);
      place[i] = value < last ? value : last;
    }
  });
}

template <class T>
void exponential(mk_philox g, mk_int n, void *out, double rate) {
  using M = Made<T>;
  M scale = M(1 / rate);
  draw_real<T>(g, n, 1, out, [=](const PhiloxChunk &chunk, M *place) HWY_ATTR {
    for (int i = 0; i < per_chunk<T>; ++i) place[i] = negative_log(unit_open(bits_of<T>(chunk, i))) * scale;
  });
}

template <class T>
void normal(mk_philox g, mk_int n, void *out, double mean, double std) {
  using M = Made<T>;
  constexpr int half_chunk = per_chunk<T> / 2;
  M shift = M(mean), scale = M(std);
  draw_real<T>(g, n, 1, out, [=](const PhiloxChunk &chunk, M *place) HWY_ATTR {
    for (int i = 0; i < half_chunk; ++i) {
      M first, second;
      normal_pair<M>(bits_of<T>(chunk, i), bits_of<T>(chunk, half_chunk + i), first, second);
      place[i] = fused(first, scale, shift);
      place[half_chunk + i] = fused(second, scale, shift);
    }
  });
}

void philox_uniform(mk_philox g, mk_dtype dtype, mk_int n, void *out, double from, double to) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR { uniform<typename decltype(tag)::type>(g, n, out, from, to); });
}

void philox_exponential(mk_philox g, mk_dtype dtype, mk_int n, void *out, double rate) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR { exponential<typename decltype(tag)::type>(g, n, out, rate); });
}

void philox_normal(mk_philox g, mk_dtype dtype, mk_int n, void *out, double mean, double std) {
  with_float_dtype(dtype, [&](auto tag) HWY_ATTR { normal<typename decltype(tag)::type>(g, n, out, mean, std); });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(philox_uniform);
HWY_EXPORT(philox_exponential);
HWY_EXPORT(philox_normal);

extern "C" uint64_t mk_philox_blocks(mk_dtype, mk_int n) {
  // Two words an element, whatever the dtype, in whole chunks: the counter's 64 bits are wide enough to be simple.
  return 2 * uint64_t(philox_chunks(n)) * philox_chunk_blocks;
}

extern "C" void mk_philox_uniform(mk_philox g, mk_dtype dtype, mk_int n, void *out, double from, double to) {
  HWY_DYNAMIC_DISPATCH(philox_uniform)(g, dtype, n, out, from, to);
}

extern "C" void mk_philox_normal(mk_philox g, mk_dtype dtype, mk_int n, void *out, double mean, double std) {
  HWY_DYNAMIC_DISPATCH(philox_normal)(g, dtype, n, out, mean, std);
}

extern "C" void mk_philox_exponential(mk_philox g, mk_dtype dtype, mk_int n, void *out, double rate) {
  HWY_DYNAMIC_DISPATCH(philox_exponential)(g, dtype, n, out, rate);
}

} // namespace mk
#endif
