// Sort keys: unsigned integers in the order of the numbers. -0 and 0 share a key, and so do all NaN, above everything.
#ifndef MK_SORT_KEYS_H
#define MK_SORT_KEYS_H
#include "internal/dtypes.h"

namespace mk {

// Key<T>: 32 bits for the dtypes that fit, else 64.
template <class T> using Key = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

// The key of the bits of a floating-point number of `B`, an unsigned integer of the same size, with `infinity` its infinity's bits.
template <class B>
inline B float_key(B bits, B infinity) {
  constexpr B sign = B(1) << (8 * sizeof(B) - 1);
  B magnitude = bits & B(~sign);
  B negated = bits & sign ? B(-magnitude) : magnitude; // two's complement of the magnitude: -0 becomes 0
  return magnitude > infinity ? B(~B(0)) : B(negated + sign);
}

template <class T>
inline Key<T> ascending_key(T x) {
  if constexpr (std::is_same_v<T, float>) return float_key(bit_cast<uint32_t>(x), 0x7f800000u);
  else if constexpr (std::is_same_v<T, double>) return float_key(bit_cast<uint64_t>(x), uint64_t(0x7ff0000000000000u));
  else if constexpr (std::is_same_v<T, half>) return float_key(x.bits, uint16_t(0x7c00u));
  else if constexpr (std::is_same_v<T, bfloat16>) return float_key(x.bits, uint16_t(0x7f80u));
  else if constexpr (std::is_signed_v<T>) return Key<T>(x) ^ (Key<T>(1) << (8 * sizeof(Key<T>) - 1));
  else return Key<T>(x);
}

// The number of a key of T's ascending order; of numbers that share a key, 0 and the usual NaN.
template <class T>
inline T number_of(Key<T> key) {
  constexpr Key<T> top = Key<T>(1) << (8 * sizeof(Key<T>) - 1);
  if constexpr (is_float<T>) {
    using B = std::conditional_t<sizeof(T) == 2, uint16_t, Key<T>>;
    constexpr B sign = B(1) << (8 * sizeof(B) - 1);
    B negated = B(B(key) - sign);
    return bit_cast<T>(B(negated & sign ? B(-negated) | sign : negated));
  } else if constexpr (std::is_signed_v<T>) {
    return T(key ^ top);
  } else {
    return T(key);
  }
}

// Whether other numbers have this number's key: it is a zero or a NaN.
template <class T>
inline bool is_shared(T x) {
  if constexpr (!is_float<T>) return false;
  else return (ascending_key(x) == ascending_key(T{})) | (ascending_key(x) == Key<T>(std::conditional_t<sizeof(T) == 2, uint16_t, Key<T>>(-1)));
}

// Equal numbers keep their order when keys, not places, are turned round.
template <class T>
inline Key<T> sort_key(T x, bool descending) {
  return descending ? Key<T>(~ascending_key(x)) : ascending_key(x);
}

} // namespace mk
#endif
