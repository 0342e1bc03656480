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

// Φ(-a) for a >= 0, the normal distribution's upper tail, to an absolute error of 2⁻²³, up to a = 5.6. It is 2^-q(a) with a
// polynomial for q.
HWY_INLINE float normal_tail(float a) {
  float q = polynomial(a, 1.0f, 1.151115227f, 0.4591201087f, 0.05277690399f, -0.0074804387f, 0.000456782081f, 5.655279693e-5f, -1.316420484e-5f,
                       7.581360652e-7f);
  float shifted = biased_rounder<float> - q, r = (biased_rounder<float> - shifted) - q;
  float power = 1.0f + r * polynomial(r, 0.6931472153f, 0.2402223128f, 0.05550307521f, 0.00967209079f, 0.001340756016f);
  return scaled_normal(power, bit_cast<uint32_t>(shifted));
}

// x Φ(x) = max(x, 0) - |x| Φ(-|x|). An absolute error of Φ is enough: the factor x magnifies no relative error.
HWY_INLINE float gelu(float x) {
  constexpr float zero_from = 5.6f;
  float a = vabs(x), b = a > zero_from ? zero_from : a, tail = normal_tail(b);
  float result = (x > 0.0f ? x : 0.0f) - b * (a > zero_from ? 0.0f : tail);
  return x == -infinity<float>() ? quiet_nan<float>() : result; // -infinity times 0, in PyTorch and in float64
}
HWY_INLINE float gelu_derivative(float x) {
  constexpr float zero_from = 5.6f;
  float a = vabs(x), b = a > zero_from ? zero_from : a, tail = normal_tail(b);
  tail = a > zero_from ? 0.0f : tail;
  return (x < 0.0f ? tail : 1.0f - tail) + x * 0.39894228040143267794f * vexp(-0.5f * x * x);
}

HWY_INLINE double gelu(double x) { return 0.5 * x * std::erfc(x * -0.70710678118654752440); }
HWY_INLINE double gelu_derivative(double x) {
  return 0.5 * std::erfc(x * -0.70710678118654752440) + x * 0.39894228040143267794 * vexp(-0.5 * x * x);
}

HWY_INLINE double verf(double x) { return std::erf(x); }
HWY_INLINE double verfc(double x) { return std::erfc(x); }

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
