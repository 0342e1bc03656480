// Advanced indexing, writing. Threads never share an element: each takes a share of the slice's columns, and sees all index
// positions in order. So the last of equal indices wins, and sums do not depend on the number of threads. Slices too
// narrow to share are left to one thread.
#include <algorithm>
#include "include/mk_index.h"
#include "Index/combine.h"
#include "Index/slices.h"
#include "internal/parallel.h"

namespace mk {
namespace {

// Puts columns from ..< to of the run of every slice.
template <mk_scatter_op op, class T>
void put_columns(const Slices &slices, mk_int count, T *x, const T *values, bool scalar, mk_int from, mk_int to) {
  mk_int stride = slices.run_stride(), width = to - from;
  for (mk_int p = 0; p < count; ++p) {
    T *target = x + slices.place(p) + from * stride;
    const T *source = scalar ? values : values + p * slices.size + from;
    slices.each_run([&](mk_int offset, mk_int packed) {
      T *t = target + offset;
      if (scalar)
        for (mk_int k = 0; k < width; ++k) t[k * stride] = combine<op>(t[k * stride], *source);
      else if (stride == 1)
        for (mk_int k = 0; k < width; ++k) t[k] = combine<op>(t[k], source[packed + k]);
      else
        for (mk_int k = 0; k < width; ++k) t[k * stride] = combine<op>(t[k * stride], source[packed + k]);
    });
  }
}

// Single elements.
template <mk_scatter_op op, class T>
void put_elements(const Slices &slices, mk_int count, T *x, const T *values, bool scalar) {
  for (mk_int p = 0; p < count; ++p) {
    T &target = x[slices.place(p)];
    target = combine<op>(target, values[scalar ? 0 : p]);
  }
}

} // namespace
} // namespace mk

extern "C" void mk_index_put(mk_scatter_op op, mk_dtype dtype, int ndim_x, const mk_int *shape_x, const mk_int *strides_x, void *x, int n_idx,
                             const int *dims, const int64_t *const *idx, mk_int count, const void *values, int scalar_values) {
  mk::Slices slices(ndim_x, shape_x, strides_x, n_idx, dims, idx);
  if (slices.size == 0 || count <= 0) return;
  mk::with_scatter(op, dtype, [&](auto tag, auto chosen) {
    using T = typename decltype(tag)::type;
    constexpr mk_scatter_op operation = decltype(chosen)::value;
    T *target = static_cast<T *>(x);
    const T *source = static_cast<const T *>(values);
    bool scalar = scalar_values != 0;
    if (slices.size == 1) return mk::put_elements<operation>(slices, count, target, source, scalar);
    // Shares of at least a cache line, and worth a thread's while.
    mk_int rows = count * (slices.size / slices.run());
    mk_int grain = std::max<mk_int>(mk_int(64 / sizeof(T)), mk::grain_for(0.5 * double(rows)));
    mk::parallel(slices.run(), grain, [&](mk_int begin, mk_int end) {
      mk::put_columns<operation>(slices, count, target, source, scalar, begin, end);
    });
  });
}
