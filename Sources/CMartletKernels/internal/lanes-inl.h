// Vectors of a fixed 64 bytes, which the compiler splits into the registers of each instruction set. The fixed width makes
// the order of additions the same on AVX-512, AVX2 and NEON.
// Included once per target, after hwy/highway.h.
#if defined(MK_INTERNAL_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_INTERNAL_LANES_INL_H
#undef MK_INTERNAL_LANES_INL_H
#else
#define MK_INTERNAL_LANES_INL_H
#endif
#include <cstring>
#include <limits>
#include <type_traits>
#include "internal/dtypes.h"

// Everything here is inlined, so no vector is ever passed between functions and its calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T, int N> using Vec = T __attribute__((ext_vector_type(N)));
template <class T> inline constexpr int kLanes = 64 / int(sizeof(T));

// The type in which a dtype's values travel through loops. Four types have loops of their own; the others are converted
// block by block, which costs little beside memory and keeps the code small.
template <class T>
using Loop = std::conditional_t<is_small_float<T>, float, std::conditional_t<(sizeof(T) < 4), int32_t, T>>;
template <class T> inline constexpr bool is_narrow = !std::is_same_v<T, Loop<T>>;

template <int N, class T>
HWY_INLINE Vec<T, N> load(const T *p) {
  Vec<T, N> v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

template <class T, int N>
HWY_INLINE void store(T *p, Vec<T, N> v) { std::memcpy(p, &v, sizeof v); }

// Combines the lanes of a vector as a tree: neighbours last.
template <class T, int N, class Combine>
HWY_INLINE T fold(Vec<T, N> v, Combine combine) {
  T lane[N];
  std::memcpy(lane, &v, sizeof v);
  for (int step = N / 2; step > 0; step /= 2)
    for (int i = 0; i < step; ++i) lane[i] = combine(lane[i], lane[i + step]);
  return lane[0];
}

// Values of a narrow type as the loops want them, and back. Not inlined: many loops share them.
template <class T>
HWY_NOINLINE void widen(const T *HWY_RESTRICT x, mk_int n, Loop<T> *HWY_RESTRICT out) {
  for (mk_int i = 0; i < n; ++i) out[i] = convert<Loop<T>>(x[i]);
}

template <class T>
HWY_NOINLINE void narrow(const Loop<T> *HWY_RESTRICT x, mk_int n, T *HWY_RESTRICT out) {
  for (mk_int i = 0; i < n; ++i) out[i] = convert<T>(x[i]);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
