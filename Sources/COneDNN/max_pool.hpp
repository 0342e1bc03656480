// Max pooling over data whose innermost dim is channels (blocked or channels-last). oneDNN's own passes over NaNs and calls a
// window of minus infinities -FLT_MAX; here NaN wins, as in PyTorch.
#ifndef MD_MAX_POOL_HPP
#define MD_MAX_POOL_HPP
#include "mk_types.h"

namespace md {

struct MaxPool {
  mk_dtype dtype;       // F32 or BF16
  mk_int outer, inner;  // (outer, spatial…, inner) in memory
  mk_int in[3], out[3], kernel[3], stride[3], padding[3], dilation[3];
};

// taps: for each element of y which element of its window it came from; may be null in forward.
void max_pool(const MaxPool &pool, const void *x, void *y, uint8_t *taps);
void max_pool_backward(const MaxPool &pool, const void *dy, const uint8_t *taps, void *dx); // dx is written whole

} // namespace md
#endif
