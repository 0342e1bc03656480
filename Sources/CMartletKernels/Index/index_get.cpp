// Advanced indexing, reading.
#include <algorithm>
#include <cstring>
#include "include/mk_index.h"
#include "Index/slices.h"
#include "internal/dtypes.h"
#include "internal/parallel.h"

namespace mk {
namespace {

// The dims that stay in front of the indices, walked in their order.
class Lead {
public:
  mk_int offset = 0; // in x

  Lead(int ndim, const mk_int *shape, const mk_int *strides, mk_int row) : ndim(ndim), shape(shape), strides(strides) {
    for (int d = ndim - 1; d >= 0; --d) {
      at[d] = row % shape[d];
      row /= shape[d];
      offset += at[d] * strides[d];
    }
  }

  void advance() {
    for (int d = ndim - 1; d >= 0; --d) {
      offset += strides[d];
      if (++at[d] < shape[d]) return;
      offset -= strides[d] * shape[d];
      at[d] = 0;
    }
  }

private:
  int ndim;
  const mk_int *shape, *strides;
  mk_int at[MK_MAX_DIMS];
};

// Rows of a size that the compiler knows are copied by a few vector moves, without a call.
template <size_t bytes>
void copy_rows(const Slices &slices, mk_int begin, mk_int end, const char *x, mk_int element, char *out) {
  if (slices.n_idx == 1) {
    const int64_t *idx = slices.idx[0];
    mk_int pitch = slices.idx_strides[0] * element;
    for (mk_int p = begin; p < end; ++p) std::memcpy(out + size_t(p) * bytes, x + idx[p] * pitch, bytes);
  } else {
    for (mk_int p = begin; p < end; ++p) std::memcpy(out + size_t(p) * bytes, x + slices.place(p) * element, bytes);
  }
}

void copy_dense(const Slices &slices, mk_int begin, mk_int end, const char *x, mk_int element, char *out) {
  mk_int bytes = slices.size * element;
  switch (bytes) {
    case 1: return copy_rows<1>(slices, begin, end, x, element, out);
    case 2: return copy_rows<2>(slices, begin, end, x, element, out);
    case 4: return copy_rows<4>(slices, begin, end, x, element, out);
    case 8: return copy_rows<8>(slices, begin, end, x, element, out);
    case 16: return copy_rows<16>(slices, begin, end, x, element, out);
    case 32: return copy_rows<32>(slices, begin, end, x, element, out);
    case 64: return copy_rows<64>(slices, begin, end, x, element, out);
  }
  constexpr mk_int ahead = 8; // rows to be fetched before they are copied: their places are random
  for (mk_int p = begin; p < end; ++p) {
    if (p + ahead < end) {
      const char *next = x + slices.place(p + ahead) * element;
      for (mk_int b = 0; b < bytes && b < 512; b += 64) __builtin_prefetch(next + b);
    }
    std::memcpy(out + p * bytes, x + slices.place(p) * element, size_t(bytes));
  }
}

template <class T>
void copy_strided(const Slices &slices, mk_int begin, mk_int end, const T *x, T *out) {
  mk_int run = slices.run(), stride = slices.run_stride();
  for (mk_int p = begin; p < end; ++p) {
    const T *source = x + slices.place(p);
    T *target = out + p * slices.size;
    slices.each_run([&](mk_int offset, mk_int packed) {
      if (stride == 1) std::memcpy(target + packed, source + offset, size_t(run) * sizeof(T));
      else
        for (mk_int k = 0; k < run; ++k) target[packed + k] = source[offset + k * stride];
    });
  }
}

} // namespace
} // namespace mk

extern "C" void mk_index_get(mk_dtype dtype, int ndim_x, const mk_int *shape_x, const mk_int *strides_x, const void *x, int lead, int n_idx,
                             const int *dims, const int64_t *const *idx, mk_int count, void *out) {
  mk::Slices slices(ndim_x, shape_x, strides_x, n_idx, dims, idx, lead);
  mk_int rows = 1;
  for (int d = 0; d < lead; ++d) rows *= shape_x[d];
  if (slices.size == 0) return;
  mk_int element = mk::size_of(dtype), row_bytes = count * slices.size * element;
  mk_int grain = mk::grain_for((lead == 0 ? 2 : 0.5) + 0.05 * double(slices.size * element));
  mk::parallel(rows * count, grain, [&](mk_int begin, mk_int end) {
    mk::Lead at(lead, shape_x, strides_x, begin / count);
    mk_int first = begin % count;
    char *target = static_cast<char *>(out) + begin / count * row_bytes;
    for (mk_int left = end - begin; left > 0; at.advance(), target += row_bytes, first = 0) {
      mk_int last = std::min(count, first + left);
      left -= last - first;
      const char *source = static_cast<const char *>(x) + at.offset * element;
      if (slices.dense()) {
        mk::copy_dense(slices, first, last, source, element, target);
        continue;
      }
      mk::with_element_size(dtype, [&](auto tag) {
        using T = typename decltype(tag)::type;
        mk::copy_strided(slices, first, last, reinterpret_cast<const T *>(source), reinterpret_cast<T *>(target));
      });
    }
  });
}
