#include "include/mk_optim.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Optim/sgd.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Optim/parameters.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> struct Sgd {
  T lr, momentum, keep, weight_decay, sign; // keep = 1 - dampening; sign = -1 to maximize
  bool nesterov, first_step;

  void plain(mk_int n, T *HWY_RESTRICT p, const T *HWY_RESTRICT g) const {
    for (mk_int i = 0; i < n; ++i) p[i] -= lr * (sign * g[i] + weight_decay * p[i]);
  }

  void first(mk_int n, T *HWY_RESTRICT p, const T *HWY_RESTRICT g, T *HWY_RESTRICT buf) const {
    T along = nesterov ? 1 + momentum : T(1);
    for (mk_int i = 0; i < n; ++i) {
      T d = sign * g[i] + weight_decay * p[i];
      buf[i] = d;
      p[i] -= lr * (along * d);
    }
  }

  void later(mk_int n, T *HWY_RESTRICT p, const T *HWY_RESTRICT g, T *HWY_RESTRICT buf) const {
    T of_gradient = nesterov ? T(1) : T(0), of_buffer = nesterov ? momentum : T(1);
    for (mk_int i = 0; i < n; ++i) {
      T d = sign * g[i] + weight_decay * p[i];
      T b = momentum * buf[i] + keep * d;
      buf[i] = b;
      p[i] -= lr * (of_gradient * d + of_buffer * b);
    }
  }
};

template <class T>
void sgd_dtype(int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *bufs, const Sgd<T> &rule) {
  for_parameters(count, sizes, 0.5, [&](int i, mk_int begin, mk_int end) HWY_ATTR {
    T *p = static_cast<T *>(params[i]) + begin;
    const T *g = static_cast<const T *>(grads[i]) + begin;
    T *buf = bufs ? static_cast<T *>(bufs[i]) + begin : nullptr;
    if (!buf) rule.plain(end - begin, p, g);
    else if (rule.first_step) rule.first(end - begin, p, g, buf);
    else rule.later(end - begin, p, g, buf);
  });
}

void sgd(mk_dtype dtype, int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *bufs,
         double lr, double momentum, double dampening, double weight_decay, bool nesterov, bool maximize, bool first_step) {
  double sign = maximize ? -1 : 1;
  if (dtype == MK_F64)
    sgd_dtype(count, sizes, params, grads, bufs, Sgd<double>{lr, momentum, 1 - dampening, weight_decay, sign, nesterov, first_step});
  else
    sgd_dtype(count, sizes, params, grads, bufs,
              Sgd<float>{float(lr), float(momentum), float(1 - dampening), float(weight_decay), float(sign), nesterov, first_step});
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(sgd);

extern "C" void mk_sgd(mk_dtype dtype, int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *bufs,
                       double lr, double momentum, double dampening, double weight_decay, int nesterov, int maximize, int first_step) {
  HWY_DYNAMIC_DISPATCH(sgd)(dtype, count, sizes, params, grads, momentum != 0 ? bufs : nullptr, lr, momentum, dampening, weight_decay,
                                nesterov != 0, maximize != 0, first_step != 0);
}

} // namespace mk
#endif
