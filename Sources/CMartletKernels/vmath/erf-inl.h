// The error function and its complement. In double precision libm is accurate and fast enough for how rarely it is asked for.
#if defined(MK_VMATH_ERF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_ERF_INL_H
#undef MK_VMATH_ERF_INL_H
#else
#define MK_VMATH_ERF_INL_H
#endif
#include "vmath/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// Up to 0.92 a polynomial of x², beyond 1 - exp(-p(|x|)), where p approximates -log erfc.
HWY_INLINE float verf(float x) {
  float a = vabs(x), z = x * x;
  float near = x + x * polynomial(z, 0.128379167f, -0.3761263385f, 0.1128369732f, -0.02685949977f, 0.005201285408f, -0.0008145591085f, 8.382366853e-5f);
  float b = a > 3.95f ? 3.95f : a; // the result rounds to 1 from there on
  float p = polynomial(b, 0.0001956878529f, 1.127675571f, 0.6371823491f, 0.1039314987f, -0.02222686828f, 0.003043203029f, -0.0001959356308f);
  Reduced<float> e = reduce_exponent(-p);
  float complement = scaled_normal(exp_reduced(e.r), e.n);
  return a < 0.92f ? near : vcopysign(1.0f - complement, x);
}

// erfc(x) = exp(-x²) erfcx(x), with a rational approximation of erfcx; in double, for exp magnifies the error of its argument.
HWY_INLINE float verfc(float x) {
  double a = vabs(x);
  a = a > 12.0 ? 12.0 : a; // 0 from there on
  double p = polynomial(a, 0.99999999991734554, 1.4351541981004752, 1.0018134159117428, 0.40309815602678756, 0.093055254752577779, 0.010050450838113563);
  double q = polynomial(a, 1.0, 2.5635333539830037, 2.8944512913717817, 1.8578540319201712, 0.7234022830501551, 0.16493508457896084, 0.017813982607891195);
  Reduced<double> e = reduce_exponent(-a * a);
  double power = polynomial(e.r, 1.0, 1.0, 0.5000000086, 0.1666666676, 0.0416662234, 0.008333284103, 0.001394978292, 0.0001990890633);
  double result = scaled_normal(power * p / q, e.n);
  return float(x < 0.0f ? 2.0 - result : result);
}

HWY_INLINE double verf(double x) { return std::erf(x); }
HWY_INLINE double verfc(double x) { return std::erfc(x); }

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
