// Element types of the dtypes, conversions between them, and dispatch from an mk_dtype to a C++ type.
// Everything is branch-free and inline, so that loops over it vectorise for whatever target they are compiled for.
#ifndef MK_INTERNAL_DTYPES_H
#define MK_INTERNAL_DTYPES_H
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include "include/mk_types.h"

namespace mk {

struct half { uint16_t bits; };      // IEEE binary16
struct bfloat16 { uint16_t bits; };  // the upper half of a binary32

template <class T> inline constexpr bool is_small_float = std::is_same_v<T, half> || std::is_same_v<T, bfloat16>;
template <class T> inline constexpr bool is_float = std::is_floating_point_v<T> || is_small_float<T>;

template <class To, class From>
inline To bit_cast(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(To));
  return to;
}

inline float to_float(bfloat16 x) { return bit_cast<float>(uint32_t(x.bits) << 16); }

inline float to_float(half x) {
  uint32_t sign = uint32_t(x.bits & 0x8000u) << 16;
  uint32_t magnitude = uint32_t(x.bits & 0x7fffu) << 13;
  // The product moves the exponent from binary16's bias to binary32's, and makes denormals normal.
  float scaled = bit_cast<float>(magnitude) * 0x1p112f;
  uint32_t special = magnitude >= 0x0f800000u ? 0x7f800000u : 0u; // infinity and NaN keep all exponent bits
  return bit_cast<float>(bit_cast<uint32_t>(scaled) | special | sign);
}

// Both round to nearest even.
inline bfloat16 to_bfloat16(float x) {
  uint32_t bits = bit_cast<uint32_t>(x);
  uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  return {uint16_t(x != x ? 0x7fc0u : rounded)};
}

inline half to_half(float x) {
  uint32_t bits = bit_cast<uint32_t>(x);
  uint32_t sign = (bits >> 16) & 0x8000u;
  uint32_t magnitude = bits & 0x7fffffffu;
  // Normal results: rebias, then round the 13 low bits away; a carry into the exponent is what rounding wants, up to infinity.
  uint32_t normal = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
  // Denormal results: adding 0.5 lets the adder of binary32 round at the place of binary16's last bit.
  uint32_t denormal = bit_cast<uint32_t>(bit_cast<float>(magnitude) + 0.5f) - 0x3f000000u;
  uint32_t result = magnitude < 0x38800000u ? denormal : normal;
  result = magnitude >= 0x47800000u ? 0x7c00u : result;
  result = magnitude > 0x7f800000u ? 0x7e00u : result;
  return {uint16_t(result | sign)};
}

// Float to integer as x86-64 does it, but defined everywhere: what does not fit (NaN too) becomes the smallest value of the
// wide integer, which narrower types then take the low bits of.
template <class Int, class Float>
inline Int truncate(Float x) {
  constexpr Float limit = sizeof(Int) == 8 ? Float(0x1p63) : Float(0x1p31);
  bool fits = sizeof(Int) == 8 || sizeof(Float) == 4 ? (x >= -limit && x < limit) : (x > -limit - 1 && x < limit);
  Int kept = static_cast<Int>(fits ? x : Float(0));
  return fits ? kept : std::numeric_limits<Int>::min();
}

// The conversion of mk_copy and mk_pointwise.
template <class To, class From>
inline To convert(From x) {
  if constexpr (std::is_same_v<To, From>) return x;
  else if constexpr (is_small_float<From>) return convert<To>(to_float(x));
  else if constexpr (std::is_same_v<To, half>) return to_half(static_cast<float>(x));
  else if constexpr (std::is_same_v<To, bfloat16>) return to_bfloat16(static_cast<float>(x));
  else if constexpr (std::is_same_v<To, bool>) return x != From(0);
  else if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>) {
    using Wide = std::conditional_t<sizeof(To) == 8, int64_t, int32_t>;
    return static_cast<To>(truncate<Wide>(x));
  } else return static_cast<To>(x);
}

template <class T> struct type_tag { using type = T; };

template <class T> struct dtype_of;
template <> struct dtype_of<float> { static constexpr mk_dtype value = MK_F32; };
template <> struct dtype_of<double> { static constexpr mk_dtype value = MK_F64; };
template <> struct dtype_of<half> { static constexpr mk_dtype value = MK_F16; };
template <> struct dtype_of<bfloat16> { static constexpr mk_dtype value = MK_BF16; };
template <> struct dtype_of<int8_t> { static constexpr mk_dtype value = MK_I8; };
template <> struct dtype_of<uint8_t> { static constexpr mk_dtype value = MK_U8; };
template <> struct dtype_of<int16_t> { static constexpr mk_dtype value = MK_I16; };
template <> struct dtype_of<int32_t> { static constexpr mk_dtype value = MK_I32; };
template <> struct dtype_of<int64_t> { static constexpr mk_dtype value = MK_I64; };
template <> struct dtype_of<bool> { static constexpr mk_dtype value = MK_BOOL; };

inline mk_int size_of(mk_dtype dtype) {
  constexpr uint8_t sizes[MK_DTYPE_COUNT] = {4, 8, 2, 2, 1, 1, 2, 4, 8, 1};
  return sizes[dtype];
}

// Calls body(type_tag<T>()) with the dtype's element type: auto body = [&](auto tag) { using T = typename decltype(tag)::type; ... }.
template <class Body>
inline decltype(auto) with_dtype(mk_dtype dtype, Body &&body) {
  switch (dtype) {
    case MK_F64: return body(type_tag<double>());
    case MK_F16: return body(type_tag<half>());
    case MK_BF16: return body(type_tag<bfloat16>());
    case MK_I8: return body(type_tag<int8_t>());
    case MK_U8: return body(type_tag<uint8_t>());
    case MK_I16: return body(type_tag<int16_t>());
    case MK_I32: return body(type_tag<int32_t>());
    case MK_I64: return body(type_tag<int64_t>());
    case MK_BOOL: return body(type_tag<bool>());
    default: return body(type_tag<float>());
  }
}

// For kernels that exist for the four float dtypes only.
template <class Body>
inline decltype(auto) with_float_dtype(mk_dtype dtype, Body &&body) {
  switch (dtype) {
    case MK_F64: return body(type_tag<double>());
    case MK_F16: return body(type_tag<half>());
    case MK_BF16: return body(type_tag<bfloat16>());
    default: return body(type_tag<float>());
  }
}

// For kernels that only move bytes: an unsigned integer of the dtype's size.
template <class Body>
inline decltype(auto) with_element_size(mk_dtype dtype, Body &&body) {
  switch (size_of(dtype)) {
    case 1: return body(type_tag<uint8_t>());
    case 2: return body(type_tag<uint16_t>());
    case 4: return body(type_tag<uint32_t>());
    default: return body(type_tag<uint64_t>());
  }
}

} // namespace mk
#endif
