// Brings planes of any dtype to pooling kernels over their loop type.
#if defined(MK_POOL_PLANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_POOL_PLANES_INL_H
#undef MK_POOL_PLANES_INL_H
#else
#define MK_POOL_PLANES_INL_H
#endif
#include <memory>
#include "Pool/windows.h"
#include "Reduce/operations-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// Calls body(plane, x, y) with each plane's n_in values and room for its n_out results. make() gives the body to each task, so
// that it can bring working memory. `cost` is nanoseconds per result.
template <class S, class Make>
void for_planes(const mk_pool_shape &s, mk_int n_in, mk_int n_out, const S *x, S *y, double cost, Make make) {
  parallel(s.planes, grain_for(20 + cost * double(n_out)), [&](mk_int begin, mk_int end) HWY_ATTR {
    auto body = make();
    if constexpr (is_narrow<S>) {
      std::unique_ptr<Loop<S>[]> values(new Loop<S>[size_t(n_in + n_out)]);
      for (mk_int p = begin; p < end; ++p) {
        widen(x + p * n_in, n_in, values.get());
        body(p, static_cast<const Loop<S> *>(values.get()), values.get() + n_in);
        narrow(values.get() + n_in, n_out, y + p * n_out);
      }
    } else {
      for (mk_int p = begin; p < end; ++p) body(p, x + p * n_in, y + p * n_out);
    }
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
