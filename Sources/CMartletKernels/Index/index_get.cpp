// Advanced indexing, reading.
#include <cstring>
#include "include/mk_index.h"
#include "Index/slices.h"
#include "internal/dtypes.h"
#include "internal/parallel.h"

namespace mk {
namespace {

// Rows of a size that the compiler knows are copied by a few vector moves, without a call.
template <size_t bytes>
void copy_rows(const Slices &slices, mk_int begin, mk_int end, const char *x, mk_int element, char *out) {
  for (mk_int p = begin; p < end; ++p) std::memcpy(out + size_t(p) * bytes, x + slices.place(p) * element, bytes);
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

extern "C" void mk_index_get(mk_dtype dtype, int ndim_x, const mk_int *shape_x, const mk_int *strides_x, const void *x, int n_idx, const int *dims,
                             const int64_t *const *idx, mk_int count, void *out) {
  mk::Slices slices(ndim_x, shape_x, strides_x, n_idx, dims, idx);
  if (slices.size == 0) return;
  mk_int element = mk::size_of(dtype);
  mk_int grain = mk::grain_for(2 + 0.05 * double(slices.size * element));
  mk::parallel(count, grain, [&](mk_int begin, mk_int end) {
    if (slices.dense()) return mk::copy_dense(slices, begin, end, static_cast<const char *>(x), element, static_cast<char *>(out));
    mk::with_element_size(dtype, [&](auto tag) {
      using T = typename decltype(tag)::type;
      mk::copy_strided(slices, begin, end, static_cast<const T *>(x), static_cast<T *>(out));
    });
  });
}
