// Binary search for many values.
#include "include/mk_sort.h"
#include "internal/dtypes.h"
#include "internal/parallel.h"

namespace {

// The first place whose number is not before the value. A NaN is before nothing and after everything, hence the negations.
template <class C>
mk_int lower_place(mk_int n, C goes_right) {
  mk_int begin = 0;
  while (n > 0) {
    mk_int half = n / 2;
    bool right = goes_right(begin + half);
    begin = right ? begin + half + 1 : begin;
    n = right ? n - half - 1 : half;
  }
  return begin;
}

template <class T>
auto comparable(T x) {
  if constexpr (mk::is_small_float<T>) return mk::to_float(x);
  else return x;
}

} // namespace

extern "C" void mk_searchsorted(mk_dtype dtype, mk_int rows, int shared_row, mk_int n, const void *sorted, mk_int m, const void *values, int right,
                                int64_t *out) {
  mk::with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T *all = static_cast<const T *>(sorted), *wanted = static_cast<const T *>(values);
    mk::parallel(rows * m, mk::grain_for(30), [&](mk_int begin, mk_int end) {
      for (mk_int i = begin; i < end; ++i) {
        const T *row = shared_row ? all : all + i / m * n;
        auto value = comparable(wanted[i]);
        out[i] = right ? lower_place(n, [&](mk_int k) { return !(comparable(row[k]) > value); })
                       : lower_place(n, [&](mk_int k) { return !(comparable(row[k]) >= value); });
      }
    });
  });
}
