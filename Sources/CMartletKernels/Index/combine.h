// What a scatter does to an element that is there already. bool adds as or, multiplies as and; the 16-bit floats compute in float.
#ifndef MK_INDEX_COMBINE_H
#define MK_INDEX_COMBINE_H
#include "include/mk_index.h"
#include "internal/dtypes.h"

namespace mk {

template <mk_scatter_op op, class T>
inline T combine(T old, T x) {
  if constexpr (op == MK_SCATTER_SET) {
    return x;
  } else if constexpr (is_small_float<T>) {
    return convert<T>(combine<op>(to_float(old), to_float(x)));
  } else if constexpr (std::is_same_v<T, bool>) {
    return op == MK_SCATTER_ADD || op == MK_SCATTER_MAX ? old | x : old & x;
  } else if constexpr (op == MK_SCATTER_ADD || op == MK_SCATTER_MUL) {
    if constexpr (std::is_integral_v<T>) { // wraps round
      using U = std::conditional_t<(sizeof(T) < 4), uint32_t, std::make_unsigned_t<T>>;
      return T(op == MK_SCATTER_ADD ? U(old) + U(x) : U(old) * U(x));
    } else {
      return op == MK_SCATTER_ADD ? old + x : old * x;
    }
  } else { // NaN wins
    bool take = op == MK_SCATTER_MAX ? x > old : x < old;
    return take || x != x ? x : old;
  }
}

template <mk_scatter_op op> struct op_tag { static constexpr mk_scatter_op value = op; };

// Calls body(type_tag<T>(), op_tag<op>()). Setting only moves bytes: there T is an unsigned integer of the dtype's size.
template <class Body>
inline void with_scatter(mk_scatter_op op, mk_dtype dtype, Body &&body) {
  switch (op) {
    case MK_SCATTER_SET: return with_element_size(dtype, [&](auto tag) { body(tag, op_tag<MK_SCATTER_SET>()); });
    case MK_SCATTER_ADD: return with_dtype(dtype, [&](auto tag) { body(tag, op_tag<MK_SCATTER_ADD>()); });
    case MK_SCATTER_MUL: return with_dtype(dtype, [&](auto tag) { body(tag, op_tag<MK_SCATTER_MUL>()); });
    case MK_SCATTER_MAX: return with_dtype(dtype, [&](auto tag) { body(tag, op_tag<MK_SCATTER_MAX>()); });
    case MK_SCATTER_MIN: return with_dtype(dtype, [&](auto tag) { body(tag, op_tag<MK_SCATTER_MIN>()); });
  }
}

} // namespace mk
#endif
