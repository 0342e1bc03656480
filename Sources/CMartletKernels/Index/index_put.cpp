// Advanced indexing, writing.
#include "include/mk_index.h"
#include "Index/combine.h"
#include "Index/owners.h"
#include "Index/slices.h"

namespace mk {
namespace {

// Puts columns first ..< last of the runs of the slices that are owned.
template <mk_scatter_op op, class T>
void put_columns(const Slices &slices, mk_int count, T *x, const T *values, bool scalar, Ownership owned, mk_int first, mk_int last) {
  mk_int stride = slices.run_stride(), width = last - first;
  auto fetch = [=](mk_int place) { __builtin_prefetch(x + place + first * stride, 1); };
  owned.each_position(count, [&](mk_int p) { return slices.place(p); }, fetch, [&](mk_int p, mk_int place) {
    T *target = x + place + first * stride;
    const T *source = scalar ? values : values + p * slices.size + first;
    slices.each_run([&](mk_int offset, mk_int packed) {
      T *t = target + offset;
      if (scalar)
        for (mk_int k = 0; k < width; ++k) t[k * stride] = combine<op>(t[k * stride], *source);
      else if (stride == 1)
        for (mk_int k = 0; k < width; ++k) t[k] = combine<op>(t[k], source[packed + k]);
      else
        for (mk_int k = 0; k < width; ++k) t[k * stride] = combine<op>(t[k * stride], source[packed + k]);
    });
  });
}

// Single elements.
template <mk_scatter_op op, class T>
void put_elements(const Slices &slices, mk_int count, T *x, const T *values, bool scalar) {
  if (slices.n_idx == 1) {
    const int64_t *idx = slices.idx[0];
    mk_int pitch = slices.idx_strides[0], step = scalar ? 0 : 1;
    for (mk_int p = 0; p < count; ++p) x[idx[p] * pitch] = combine<op>(x[idx[p] * pitch], values[p * step]);
    return;
  }
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
    mk_int runs = count * (slices.size / slices.run());
    mk::share_rows(runs, slices.run(), mk_int(sizeof(T)), 0.4, [&](mk::Ownership owned, mk_int first, mk_int last) {
      mk::put_columns<operation>(slices, count, target, source, scalar, owned, first, last);
    });
  });
}
