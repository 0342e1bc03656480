// Binary search for many values: several searches go side by side, so that none waits alone for memory.
#include <algorithm>
#include "include/mk_sort.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Sort/searchsorted.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "internal/lanes-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

constexpr mk_int side_by_side = 32;

// out[i] = the first place in the row whose number is not before values[i]. A NaN is before nothing and after everything, hence the
// negations. Each search halves its own part of the row, begin ..< begin + rest, even where the row is not in order; one that has
// ended reads on in vain. Index: as narrow as the row allows, which makes more lanes.
template <bool right, class Index, class T>
void search(const T *HWY_RESTRICT row, mk_int n, const T *HWY_RESTRICT values, mk_int count, int64_t *HWY_RESTRICT out) {
  using C = std::conditional_t<is_small_float<T>, float, T>;
  C value[side_by_side];
  Index begin[side_by_side], rest[side_by_side], last = Index(n - 1);
  for (mk_int i = 0; i < side_by_side; ++i) {
    value[i] = convert<C>(values[std::min(i, count - 1)]);
    begin[i] = 0;
    rest[i] = Index(n);
  }
  for (mk_int reach = n; reach > 0; reach /= 2) {
#pragma clang loop vectorize(assume_safety)
    for (mk_int i = 0; i < side_by_side; ++i) {
      Index half = rest[i] / 2, middle = begin[i] + half;
      C there = convert<C>(row[middle < last ? middle : last]);
      bool beyond = right ? !(there > value[i]) : !(there >= value[i]);
      beyond &= rest[i] > 0;
      begin[i] = beyond ? middle + 1 : begin[i];
      rest[i] = beyond ? rest[i] - half - 1 : half;
    }
  }
  for (mk_int i = 0; i < count; ++i) out[i] = int64_t(begin[i]);
}

void search_rows(mk_dtype dtype, int shared_row, mk_int n, const void *sorted, mk_int m, const void *values, int right, int64_t *out, mk_int begin,
                 mk_int end) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    const T *all = static_cast<const T *>(sorted), *wanted = static_cast<const T *>(values);
    bool narrow = n < (mk_int(1) << 31);
    auto one = narrow ? (right ? search<true, uint32_t, T> : search<false, uint32_t, T>) : (right ? search<true, uint64_t, T> : search<false, uint64_t, T>);
    for (mk_int i = begin; i < end;) {
      mk_int count = std::min({side_by_side, end - i, m - i % m});
      one(shared_row ? all : all + i / m * n, n, wanted + i, count, out + i);
      i += count;
    }
  });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(search_rows);

extern "C" void mk_searchsorted(mk_dtype dtype, mk_int rows, int shared_row, mk_int n, const void *sorted, mk_int m, const void *values, int right,
                                int64_t *out) {
  if (n == 0) return std::fill_n(out, rows * m, 0), void();
  parallel(rows * m, grain_for(15), [&](mk_int begin, mk_int end) {
    HWY_DYNAMIC_DISPATCH(search_rows)(dtype, shared_row, n, sorted, m, values, right, out, begin, end);
  });
}

} // namespace mk
#endif
