// Gather and scatter along one dim.
#include "include/mk_index.h"
#include "Index/combine.h"
#include "internal/parallel.h"

namespace mk {
namespace {

// An index array of shape (outer…, inner) whose positions also walk a strided array. The dim that is indexed stands still in
// that array: its stride counts once for every index instead.
struct Walk {
  int ndim = 0;
  mk_int shape[MK_MAX_DIMS], x[MK_MAX_DIMS], other[MK_MAX_DIMS];
  mk_int dim_stride;

  // other_strides: of a second strided array that is walked along every dim, or null.
  Walk(int n, int dim, const mk_int *sizes, const mk_int *strides_x, const mk_int *other_strides) : dim_stride(strides_x[dim]) {
    for (int d = 0; d < n; ++d) {
      if (sizes[d] == 1) continue;
      mk_int stride = d == dim ? 0 : strides_x[d], stride_other = other_strides ? other_strides[d] : 0;
      bool joins = ndim > 0 && x[ndim - 1] == sizes[d] * stride && other[ndim - 1] == sizes[d] * stride_other;
      if (!joins) ++ndim;
      shape[ndim - 1] = joins ? shape[ndim - 1] * sizes[d] : sizes[d];
      x[ndim - 1] = stride;
      other[ndim - 1] = stride_other;
    }
    if (ndim == 0) {
      ndim = 1;
      shape[0] = 1;
      x[0] = other[0] = 0;
    }
  }

  mk_int inner() const { return shape[ndim - 1]; }
  mk_int outer() const {
    mk_int rows = 1;
    for (int d = 0; d + 1 < ndim; ++d) rows *= shape[d];
    return rows;
  }

  // Calls body(row, offset in x, offset in the other array) for the outer positions first ..< last.
  template <class Body>
  void each_row(mk_int first, mk_int last, Body &&body) const {
    mk_int counter[MK_MAX_DIMS] = {}, at_x = 0, at_other = 0, rest = first;
    for (int d = ndim - 2; d >= 0; --d) {
      counter[d] = rest % shape[d];
      rest /= shape[d];
      at_x += counter[d] * x[d];
      at_other += counter[d] * other[d];
    }
    for (mk_int row = first; row < last; ++row) {
      body(row, at_x, at_other);
      for (int d = ndim - 2; d >= 0; --d) {
        at_x += x[d];
        at_other += other[d];
        if (++counter[d] < shape[d]) break;
        at_x -= x[d] * shape[d];
        at_other -= other[d] * shape[d];
        counter[d] = 0;
      }
    }
  }
};

mk_int volume(int ndim, const mk_int *shape) {
  mk_int n = 1;
  for (int d = 0; d < ndim; ++d) n *= shape[d];
  return n;
}

} // namespace
} // namespace mk

extern "C" void mk_gather(mk_dtype dtype, int ndim, int dim, const mk_int *shape, const int64_t *idx, const mk_int *strides_x, const void *x, void *out) {
  if (mk::volume(ndim, shape) == 0) return;
  mk::Walk walk(ndim, dim, shape, strides_x, nullptr);
  mk::with_element_size(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T *source = static_cast<const T *>(x);
    T *target = static_cast<T *>(out);
    mk_int inner = walk.inner(), step = walk.x[walk.ndim - 1], dim_stride = walk.dim_stride;
    auto columns = [&](mk_int row, mk_int at_x, mk_int begin, mk_int end) {
      const int64_t *from = idx + row * inner;
      T *to = target + row * inner;
      const T *base = source + at_x;
      if (step == 0)
        for (mk_int k = begin; k < end; ++k) to[k] = base[from[k] * dim_stride];
      else
        for (mk_int k = begin; k < end; ++k) to[k] = base[from[k] * dim_stride + k * step];
    };
    mk_int outer = walk.outer();
    if (outer == 1) return mk::parallel(inner, mk::grain_for(1), [&](mk_int begin, mk_int end) { columns(0, 0, begin, end); });
    mk::parallel(outer, mk::grain_for(double(inner)), [&](mk_int begin, mk_int end) {
      walk.each_row(begin, end, [&](mk_int row, mk_int at_x, mk_int) { columns(row, at_x, 0, inner); });
    });
  });
}

extern "C" void mk_scatter(mk_scatter_op op, mk_dtype dtype, int ndim, int dim, const mk_int *shape, const int64_t *idx, const mk_int *strides_x, void *x,
                           const mk_int *strides_src, const void *src) {
  if (mk::volume(ndim, shape) == 0) return;
  // The outermost dim that is not indexed leads: positions that differ there never meet, so threads may share it.
  int lead = dim == 0 ? 1 : 0;
  bool shared = ndim > 1;
  mk_int lead_size = shared ? shape[lead] : 1, rest = mk::volume(ndim, shape) / lead_size;
  mk::with_scatter(op, dtype, [&](auto tag, auto chosen) {
    using T = typename decltype(tag)::type;
    constexpr mk_scatter_op operation = decltype(chosen)::value;
    mk::parallel(lead_size, mk::grain_for(1.5 * double(rest)), [&](mk_int begin, mk_int end) {
      // This thread's part: the whole index array but for the leading dim.
      mk_int part[MK_MAX_DIMS], idx_strides[MK_MAX_DIMS], contiguous = 1;
      for (int d = ndim - 1; d >= 0; --d) {
        part[d] = shape[d];
        idx_strides[d] = contiguous;
        contiguous *= shape[d];
      }
      T *target = static_cast<T *>(x);
      const T *source = static_cast<const T *>(src);
      const int64_t *index = idx;
      if (shared) {
        part[lead] = end - begin;
        target += begin * strides_x[lead];
        source += begin * strides_src[lead];
        index += begin * idx_strides[lead];
      }
      mk_int counter[MK_MAX_DIMS] = {};
      mk_int last = ndim - 1, inner = ndim > 0 ? part[last] : 1, outer = mk::volume(ndim, part) / inner;
      mk_int step = ndim > 0 && last != dim ? strides_x[last] : 0, step_src = ndim > 0 ? strides_src[last] : 0, dim_stride = strides_x[dim];
      for (mk_int row = 0; row < outer; ++row) {
        for (mk_int k = 0; k < inner; ++k) {
          T &place = target[index[k] * dim_stride + k * step];
          place = mk::combine<operation>(place, source[k * step_src]);
        }
        for (int d = ndim - 2; d >= 0; --d) {
          mk_int stride = d == dim ? 0 : strides_x[d];
          target += stride;
          source += strides_src[d];
          index += idx_strides[d];
          if (++counter[d] < part[d]) break;
          target -= stride * part[d];
          source -= strides_src[d] * part[d];
          index -= idx_strides[d] * part[d];
          counter[d] = 0;
        }
      }
    });
  });
}
