// ln |Γ(x)| and its derivative for float, in double: digits that differences lose are to spare there, and the loops vectorise.
#if defined(MK_VMATH_GAMMA_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_GAMMA_INL_H
#undef MK_VMATH_GAMMA_INL_H
#else
#define MK_VMATH_GAMMA_INL_H
#endif
#include "vmath/log-inl.h"
#include "vmath/trig-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// Below 6.5, x is moved into 1.5 … 2.5 by Γ(x + 1) = x Γ(x), where the Taylor series at 2 converges: (-1)ᵏ (ζ(k) - 1) / k are its
// coefficients, and it keeps the zeros at 1 and 2. Stirling's series above.
HWY_INLINE double lgamma_positive(double x) {
  bool large = x >= 6.5, up = x < 1.5;
  double y = x, moved = 1;
  for (int k = 0; k < 2; ++k) {
    bool low = y < 1.5;
    moved = select(low, moved * y, moved);
    y = select(low, y + 1, y);
  }
  for (int k = 0; k < 4; ++k) {
    bool high = y > 2.5;
    y = select(high, y - 1, y);
    moved = select(high, moved * y, moved);
  }
  double logarithm = vlog(select(large, x, moved)), t = y - 2;
  double taylor = t * polynomial(t, 0.42278433509846714, 0.32246703342411322, -0.067352301053198095, 0.020580808427784548, -0.0073855510286739853,
                                 0.0028905103307415233, -0.0011927539117032610, 0.00050966952474304242, -0.00022315475845357938, 9.9457512781808534e-5,
                                 -4.4926236738133142e-5, 2.0507212775670692e-5, -9.4394882752683959e-6, 4.3748667899074878e-6, -2.0392157538013662e-6);
  double inverse = 1 / x;
  double stirling = (x - 0.5) * logarithm - x + 0.91893853320467274 +
                    inverse * polynomial(inverse * inverse, 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680);
  return select(large, stirling, taylor + select(up, -logarithm, logarithm));
}

// The distance from the nearest integer: what a function of period 1 depends on.
HWY_INLINE double off_integer(double x) { return x - vround_even(x); }

constexpr double pi = 3.14159265358979323846;

// Γ(x) Γ(1 - x) = π / sin(π x) on the left.
HWY_INLINE float lgamma(float single) {
  double x = single;
  bool left = x < 0;
  double right = lgamma_positive(select(left, 1 - x, x));
  double result = select(left, vlog(pi / vabs(vsin(pi * off_integer(x)))) - right, right);
  return float(select(vabs(x) == infinity<double>(), infinity<double>(), result));
}

// ψ(x) = ψ(x + 6) - Σ 1 / (x + k), the sum as one fraction, and the asymptotic series at x + 6; ψ(x) = ψ(1 - x) - π / tan(π x) on the left.
HWY_INLINE float digamma(float single) {
  double x = single;
  bool left = x < 0;
  double y = select(left, 1 - x, x), numerator = 0, denominator = 1;
  for (int k = 0; k < 6; ++k) {
    numerator = numerator * (y + k) + denominator;
    denominator *= y + k;
  }
  double inverse = 1 / (y + 6), square = inverse * inverse;
  double series = square * polynomial(square, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132);
  double result = vlog(y + 6) - 0.5 * inverse - series - numerator / denominator;
  double off = off_integer(x);
  result = select(left, select(off == 0, quiet_nan<double>(), result - pi / vtan(pi * off)), result);
  result = select(x == 0, vcopysign(infinity<double>(), -x), result);
  return float(select(x == infinity<double>(), x, result));
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
