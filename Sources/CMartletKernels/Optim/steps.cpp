#include "include/mk_optim.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Optim/steps.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Optim/parameters.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// A rule says how many states it keeps, what an element costs in nanoseconds, and how a parameter p with the gradient d moves: it
// changes its states s and returns the new p. Constants and states come in the order of mk_optim.def.

template <class T> T root(T x) { return __builtin_elementwise_sqrt(x); }

template <class T> struct Scale {
  static constexpr int states = 0;
  static constexpr double cost = 0.2;
  T factor;
  explicit Scale(const double *c) : factor(T(c[0])) {}
  T operator()(T p, T, T *) const { return factor * p; }
};

template <class T> struct Sgd {
  static constexpr int states = 0;
  static constexpr double cost = 0.4;
  T lr;
  explicit Sgd(const double *c) : lr(T(c[0])) {}
  T operator()(T p, T d, T *) const { return p - lr * d; }
};

template <class T> struct SgdFirst {
  static constexpr int states = 1;
  static constexpr double cost = 0.5;
  T lr, along;
  explicit SgdFirst(const double *c) : lr(T(c[0])), along(T(c[1])) {}
  T operator()(T p, T d, T *s) const {
    s[0] = d;
    return p - lr * (along * d);
  }
};

template <class T> struct SgdMomentum {
  static constexpr int states = 1;
  static constexpr double cost = 0.5;
  T lr, momentum, keep, of_gradient, of_buffer;
  explicit SgdMomentum(const double *c)
      : lr(T(c[0])), momentum(T(c[1])), keep(T(c[2])), of_gradient(T(c[3])), of_buffer(T(c[3] != 0 ? c[1] : 1)) {}
  T operator()(T p, T d, T *s) const {
    s[0] = momentum * s[0] + keep * d;
    return p - lr * (of_gradient * d + of_buffer * s[0]);
  }
};

// The running means of the gradient and of its square that Adam's family keeps.
template <class T> struct Moments {
  T new1, beta2, new2; // new1 = 1 - beta1, new2 = 1 - beta2
  explicit Moments(const double *c) : new1(T(1 - c[0])), beta2(T(c[1])), new2(T(1 - c[1])) {}
  void update(T d, T *s) const {
    s[0] = s[0] + new1 * (d - s[0]);
    s[1] = beta2 * s[1] + new2 * d * d;
  }
};

template <class T, bool amsgrad> struct Adam {
  static constexpr int states = amsgrad ? 3 : 2;
  static constexpr double cost = 0.8;
  Moments<T> moments;
  T rate, inverse_root, eps;
  explicit Adam(const double *c) : moments(c), rate(T(c[2])), inverse_root(T(c[3])), eps(T(c[4])) {}
  T operator()(T p, T d, T *s) const {
    moments.update(d, s);
    T v = s[1];
    if constexpr (amsgrad) s[2] = v = v > s[2] ? v : s[2];
    return p - rate * s[0] / (root(v) * inverse_root + eps);
  }
};

template <class T> struct Adamax {
  static constexpr int states = 2;
  static constexpr double cost = 0.8;
  T new1, beta2, rate, eps;
  explicit Adamax(const double *c) : new1(T(1 - c[0])), beta2(T(c[1])), rate(T(c[2])), eps(T(c[3])) {}
  T operator()(T p, T d, T *s) const {
    s[0] = s[0] + new1 * (d - s[0]);
    T kept = beta2 * s[1], size = __builtin_elementwise_abs(d) + eps;
    s[1] = kept > size ? kept : size;
    return p - rate * s[0] / s[1];
  }
};

template <class T> struct NAdam {
  static constexpr int states = 2;
  static constexpr double cost = 0.8;
  Moments<T> moments;
  T of_gradient, of_mean, inverse_root, eps;
  explicit NAdam(const double *c) : moments(c), of_gradient(T(c[2])), of_mean(T(c[3])), inverse_root(T(c[4])), eps(T(c[5])) {}
  T operator()(T p, T d, T *s) const {
    moments.update(d, s);
    return p - (of_gradient * d + of_mean * s[0]) / (root(s[1]) * inverse_root + eps);
  }
};

template <class T> struct RAdam {
  static constexpr int states = 2;
  static constexpr double cost = 0.8;
  Moments<T> moments;
  T rate, eps;
  explicit RAdam(const double *c) : moments(c), rate(T(c[2])), eps(T(c[3])) {}
  T operator()(T p, T d, T *s) const {
    moments.update(d, s);
    return p - rate * s[0] / (root(s[1]) + eps);
  }
};

// While the variance of the step cannot be estimated, RAdam moves along the mean alone.
template <class T> struct RAdamEarly {
  static constexpr int states = 2;
  static constexpr double cost = 0.7;
  Moments<T> moments;
  T rate;
  explicit RAdamEarly(const double *c) : moments(c), rate(T(c[2])) {}
  T operator()(T p, T d, T *s) const {
    moments.update(d, s);
    return p - rate * s[0];
  }
};

template <class T> struct Adagrad {
  static constexpr int states = 1;
  static constexpr double cost = 0.6;
  T lr, eps;
  explicit Adagrad(const double *c) : lr(T(c[0])), eps(T(c[1])) {}
  T operator()(T p, T d, T *s) const {
    s[0] = s[0] + d * d;
    return p - lr * d / (root(s[0]) + eps);
  }
};

template <class T> struct Adadelta {
  static constexpr int states = 2;
  static constexpr double cost = 0.9;
  T lr, rho, fresh, eps;
  explicit Adadelta(const double *c) : lr(T(c[0])), rho(T(c[1])), fresh(T(1 - c[1])), eps(T(c[2])) {}
  T operator()(T p, T d, T *s) const {
    s[0] = rho * s[0] + fresh * d * d;
    T delta = root(s[1] + eps) / root(s[0] + eps) * d;
    s[1] = rho * s[1] + fresh * delta * delta;
    return p - lr * delta;
  }
};

template <class T, bool momentum, bool centered> struct Rmsprop {
  static constexpr int states = 1 + momentum + centered;
  static constexpr double cost = 0.5 + 0.15 * states;
  T lr, alpha, fresh, eps, keep;
  explicit Rmsprop(const double *c) : lr(T(c[0])), alpha(T(c[1])), fresh(T(1 - c[1])), eps(T(c[2])), keep(T(c[3])) {}
  T operator()(T p, T d, T *s) const {
    s[0] = alpha * s[0] + fresh * d * d;
    T variance = s[0];
    if constexpr (centered) {
      T &mean = s[states - 1];
      mean = mean + fresh * (d - mean);
      variance = variance - mean * mean;
    }
    T direction = d / (root(variance) + eps);
    if constexpr (momentum) s[1] = direction = keep * s[1] + direction;
    return p - lr * direction;
  }
};

template <class T> struct Rprop {
  static constexpr int states = 2;
  static constexpr double cost = 0.7;
  T shrink, grow, least, largest;
  explicit Rprop(const double *c) : shrink(T(c[0])), grow(T(c[1])), least(T(c[2])), largest(T(c[3])) {}
  T operator()(T p, T d, T *s) const {
    T agreement = d * s[0];
    T size = s[1] * (agreement > 0 ? grow : agreement < 0 ? shrink : T(1));
    size = size < least ? least : size;
    size = size > largest ? largest : size;
    d = agreement < 0 ? T(0) : d; // after a change of sign the parameter rests for a step
    s[0] = d;
    s[1] = size;
    return p - (d > 0 ? size : d < 0 ? -size : T(0));
  }
};

template <class T> struct Asgd {
  static constexpr int states = 1;
  static constexpr double cost = 0.5;
  T shrink, eta, mu;
  explicit Asgd(const double *c) : shrink(T(c[0])), eta(T(c[1])), mu(T(c[2])) {}
  T operator()(T p, T d, T *s) const {
    p = shrink * p - eta * d;
    s[0] = mu == T(1) ? p : s[0] + mu * (p - s[0]);
    return p;
  }
};

template <class T, class Rule>
void step(int count, const mk_int *sizes, void *const *const *buffers, double sign, double weight_decay, double shrink, const double *constants) {
  Rule rule(constants);
  T of_gradient = T(sign), of_parameter = T(weight_decay), kept = T(shrink);
  for_parameters(count, sizes, Rule::cost, [&](int i, mk_int begin, mk_int end) HWY_ATTR {
    T *p = static_cast<T *>(buffers[0][i]);
    const T *g = static_cast<const T *>(buffers[1][i]);
    T *states[Rule::states + 1]; // one more, for an array may not be empty
    for (int k = 0; k < Rule::states; ++k) states[k] = static_cast<T *>(buffers[2 + k][i]);
    // The buffers do not overlap, which the compiler cannot see.
#pragma clang loop vectorize(assume_safety)
    for (mk_int j = begin; j < end; ++j) {
      T s[Rule::states + 1];
      for (int k = 0; k < Rule::states; ++k) s[k] = states[k][j];
      p[j] = rule(kept * p[j], of_gradient * g[j] + of_parameter * p[j], s);
      for (int k = 0; k < Rule::states; ++k) states[k][j] = s[k];
    }
  });
}

template <class T>
void step_dtype(mk_step_rule rule, int count, const mk_int *sizes, void *const *const *buffers, double sign, double weight_decay, double shrink,
                const double *constants) {
  switch (rule) {
#define MK_RULE(name, ...) \
  case MK_STEP_##name: return step<T, __VA_ARGS__>(count, sizes, buffers, sign, weight_decay, shrink, constants);
#include "include/mk_optim.def"
#undef MK_RULE
  }
}

void optim_step(mk_step_rule rule, mk_dtype dtype, int count, const mk_int *sizes, void *const *const *buffers, double sign, double weight_decay,
                double shrink, const double *constants) {
  if (dtype == MK_F64) step_dtype<double>(rule, count, sizes, buffers, sign, weight_decay, shrink, constants);
  else step_dtype<float>(rule, count, sizes, buffers, sign, weight_decay, shrink, constants);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(optim_step);

extern "C" void mk_optim_step(mk_step_rule rule, mk_dtype dtype, int count, const mk_int *sizes, void *const *const *buffers, double sign,
                              double weight_decay, double shrink, const double *constants) {
  HWY_DYNAMIC_DISPATCH(optim_step)(rule, dtype, count, sizes, buffers, sign, weight_decay, shrink, constants);
}

} // namespace mk
#endif
