#include "include/mk_optim.h"
#include <cmath>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Optim/adam.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Optim/parameters.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> struct Adam {
  T rate;           // lr / (1 - beta1^t)
  T inverse_root;   // 1 / sqrt(1 - beta2^t)
  T beta2, new1, new2, eps; // new1 = 1 - beta1, new2 = 1 - beta2
  T shrink;         // of the parameter: decoupled weight decay
  T weight_decay;   // of the gradient: coupled weight decay
  T sign;           // -1 to maximize

  template <bool amsgrad>
  void step(mk_int n, T *HWY_RESTRICT p, const T *HWY_RESTRICT g, T *HWY_RESTRICT m, T *HWY_RESTRICT v, T *HWY_RESTRICT v_max) const {
    for (mk_int i = 0; i < n; ++i) {
      T d = sign * g[i] + weight_decay * p[i];
      T mi = m[i] + new1 * (d - m[i]);
      T vi = beta2 * v[i] + new2 * d * d;
      m[i] = mi;
      v[i] = vi;
      if (amsgrad) v_max[i] = vi = vi > v_max[i] ? vi : v_max[i];
      p[i] = shrink * p[i] - rate * mi / (__builtin_elementwise_sqrt(vi) * inverse_root + eps);
    }
  }
};

template <class T>
void adam_dtype(int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *ms, void *const *vs,
                void *const *v_maxes, double lr, double beta1, double beta2, double eps, double weight_decay, bool decoupled, bool maximize, double t) {
  Adam<T> rule{T(lr / (1 - std::pow(beta1, t))), T(1 / std::sqrt(1 - std::pow(beta2, t))), T(beta2), T(1 - beta1), T(1 - beta2), T(eps),
               T(decoupled ? 1 - lr * weight_decay : 1), T(decoupled ? 0 : weight_decay), T(maximize ? -1 : 1)};
  for_parameters(count, sizes, 0.8, [&](int i, mk_int begin, mk_int end) HWY_ATTR {
    T *p = static_cast<T *>(params[i]) + begin, *m = static_cast<T *>(ms[i]) + begin, *v = static_cast<T *>(vs[i]) + begin;
    const T *g = static_cast<const T *>(grads[i]) + begin;
    if (v_maxes) rule.template step<true>(end - begin, p, g, m, v, static_cast<T *>(v_maxes[i]) + begin);
    else rule.template step<false>(end - begin, p, g, m, v, nullptr);
  });
}

void adam(mk_dtype dtype, int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *ms, void *const *vs,
          void *const *v_maxes, double lr, double beta1, double beta2, double eps, double weight_decay, bool decoupled, bool maximize, double t) {
  if (dtype == MK_F64) adam_dtype<double>(count, sizes, params, grads, ms, vs, v_maxes, lr, beta1, beta2, eps, weight_decay, decoupled, maximize, t);
  else adam_dtype<float>(count, sizes, params, grads, ms, vs, v_maxes, lr, beta1, beta2, eps, weight_decay, decoupled, maximize, t);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(adam);

extern "C" void mk_adam(mk_dtype dtype, int count, const mk_int *sizes, void *const *params, const void *const *grads, void *const *exp_avgs,
                        void *const *exp_avg_sqs, void *const *max_exp_avg_sqs, double lr, double beta1, double beta2, double eps,
                        double weight_decay, int decoupled, int maximize, double step) {
  HWY_DYNAMIC_DISPATCH(adam)(dtype, count, sizes, params, grads, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, lr, beta1, beta2, eps,
                                 weight_decay, decoupled != 0, maximize != 0, step);
}

} // namespace mk
#endif
