// The gradient of a table lookup. Threads share the columns, so every row of the table receives its terms in their order.
#include <algorithm>
#include "include/mk_index.h"
#include "Index/combine.h"
#include "internal/parallel.h"

extern "C" void mk_embedding_backward(mk_dtype dtype, mk_int n, mk_int width, mk_int, const int64_t *idx, const void *dy, void *dweight,
                                      int64_t padding_idx) {
  mk::with_float_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T *source = static_cast<const T *>(dy);
    T *table = static_cast<T *>(dweight);
    mk_int grain = std::max<mk_int>(mk_int(64 / sizeof(T)), mk::grain_for(0.3 * double(n)));
    mk::parallel(width, grain, [&](mk_int begin, mk_int end) {
      for (mk_int i = 0; i < n; ++i) {
        if (idx[i] == padding_idx) continue;
        T *row = table + idx[i] * width;
        const T *terms = source + i * width;
        for (mk_int k = begin; k < end; ++k) row[k] = mk::combine<MK_SCATTER_ADD>(row[k], terms[k]);
      }
    });
  });
}
