// Numbers at equal distances.
#include "include/mk_copy.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "copy/ranges.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "internal/dtypes.h"
#include "internal/parallel.h"

// Products are rounded before they are added, as PyTorch's are.
#pragma clang fp contract(off)

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

void arange(void *out, mk_dtype dtype, mk_int begin, mk_int end, double start, double step, int64_t istart, int64_t istep) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using E = typename decltype(tag)::type;
    E *elements = static_cast<E *>(out);
    if constexpr (is_float<E>) {
      for (mk_int i = begin; i < end; ++i) elements[i] = convert<E>(start + double(i) * step);
    } else { // unsigned, because it may wrap around; added up, because few processors multiply vectors of 64 bits
      uint64_t value = uint64_t(istart) + uint64_t(begin) * uint64_t(istep);
      for (mk_int i = begin; i < end; ++i, value += uint64_t(istep)) elements[i] = convert<E>(int64_t(value));
    }
  });
}

void linspace(void *out, mk_dtype dtype, mk_int n, mk_int begin, mk_int end, double from, double to) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using E = typename decltype(tag)::type;
    using C = std::conditional_t<is_float<E>, double, float>;
    E *elements = static_cast<E *>(out);
    C first = C(from), last = C(to), step = C((to - from) / double(n - 1));
    mk_int middle = n / 2 < begin ? begin : n / 2 < end ? n / 2 : end;
    for (mk_int i = begin; i < middle; ++i) elements[i] = convert<E>(C(i) * step + first);
    for (mk_int i = middle; i < end; ++i) elements[i] = convert<E>(last - (C(n - 1) - C(i)) * step);
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(arange);
HWY_EXPORT(linspace);

extern "C" void mk_arange(void *out, mk_dtype dtype, mk_int n, double start, double step, int64_t istart, int64_t istep) {
  parallel(n, grain_for(0.3), [&](mk_int begin, mk_int end) { HWY_DYNAMIC_DISPATCH(arange)(out, dtype, begin, end, start, step, istart, istep); });
}

extern "C" void mk_linspace(void *out, mk_dtype dtype, mk_int n, double start, double end) {
  parallel(n, grain_for(0.3), [&](mk_int first, mk_int last) { HWY_DYNAMIC_DISPATCH(linspace)(out, dtype, n, first, last, start, end); });
}

} // namespace mk
#endif
