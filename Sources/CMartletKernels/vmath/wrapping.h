// Integers whose arithmetic wraps around, as PyTorch's does, where C++ leaves signed overflow undefined. An expression of
// mk_pointwise.def is evaluated over Wrapping<int32_t> and reads as if it were int.
#ifndef MK_VMATH_WRAPPING_H
#define MK_VMATH_WRAPPING_H
#include <cstdint>
#include <type_traits>

namespace mk {

template <class I>
struct Wrapping {
  using Unsigned = std::conditional_t<(sizeof(I) < 4), uint32_t, std::make_unsigned_t<I>>; // narrow types would promote to int

  I value;

  Wrapping() = default;
  template <class N> explicit constexpr Wrapping(N n) : value(static_cast<I>(n)) {}
  constexpr Unsigned bits() const { return static_cast<Unsigned>(value); }

  friend constexpr Wrapping operator+(Wrapping x, Wrapping y) { return Wrapping(x.bits() + y.bits()); }
  friend constexpr Wrapping operator-(Wrapping x, Wrapping y) { return Wrapping(x.bits() - y.bits()); }
  friend constexpr Wrapping operator*(Wrapping x, Wrapping y) { return Wrapping(x.bits() * y.bits()); }
  friend constexpr Wrapping operator&(Wrapping x, Wrapping y) { return Wrapping(x.bits() & y.bits()); }
  friend constexpr Wrapping operator|(Wrapping x, Wrapping y) { return Wrapping(x.bits() | y.bits()); }
  friend constexpr Wrapping operator^(Wrapping x, Wrapping y) { return Wrapping(x.bits() ^ y.bits()); }
  constexpr Wrapping operator-() const { return Wrapping(Unsigned(0) - bits()); }
  constexpr Wrapping operator~() const { return Wrapping(~bits()); }

  friend constexpr bool operator==(Wrapping x, Wrapping y) { return x.value == y.value; }
  friend constexpr bool operator!=(Wrapping x, Wrapping y) { return x.value != y.value; }
  friend constexpr bool operator<(Wrapping x, Wrapping y) { return x.value < y.value; }
  friend constexpr bool operator<=(Wrapping x, Wrapping y) { return x.value <= y.value; }
  friend constexpr bool operator>(Wrapping x, Wrapping y) { return x.value > y.value; }
  friend constexpr bool operator>=(Wrapping x, Wrapping y) { return x.value >= y.value; }
};

} // namespace mk
#endif
