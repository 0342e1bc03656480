// The gradient of a table lookup.
#include "include/mk_index.h"
#include "Index/combine.h"
#include "Index/owners.h"

extern "C" void mk_embedding_backward(mk_dtype dtype, mk_int n, mk_int width, mk_int, const int64_t *idx, const void *dy, void *dweight,
                                      int64_t padding_idx) {
  mk::with_float_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T *source = static_cast<const T *>(dy);
    T *table = static_cast<T *>(dweight);
    mk::share_rows(n, width, mk_int(sizeof(T)), 0.2, [&](mk::Ownership owned, mk_int first, mk_int last) {
      auto fetch = [=](mk_int row) { __builtin_prefetch(table + row * width + first, 1); };
      owned.each_position(n, [=](mk_int i) { return mk_int(idx[i]); }, fetch, [&](mk_int i, mk_int row) {
        if (row == padding_idx) return;
        T *total = table + row * width;
        const T *terms = source + i * width;
        for (mk_int k = first; k < last; ++k) total[k] = mk::combine<MK_SCATTER_ADD>(total[k], terms[k]);
      });
    });
  });
}
