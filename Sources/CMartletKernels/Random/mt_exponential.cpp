#include <cmath>

#include "Random/mt19937.h"
#include "internal/dtypes.h"

// -log(1 - u) / rate with a 53-bit u in [0, 1). (PyTorch draws exponentials from MKL's own stream, which this does not follow.)
extern "C" void mk_mt_exponential(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double rate) {
  mk::with_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *y = static_cast<T *>(out);
    mk::mt_draw(*g, n, 2, [&](mk_int begin, mk_int count, const uint32_t *words) {
      for (mk_int i = 0; i < count; ++i) {
        double u = double(mk::mt_join(words + 2 * i) & ((uint64_t(1) << 53) - 1)) * 0x1p-53;
        y[begin + i] = mk::convert<T>(-std::log1p(-u) / rate);
      }
    });
  });
}
