// digamma, polygamma, the Hurwitz zeta function and the regularised incomplete gamma functions.
#include "special/special.h"
#include <cmath>
#include <limits>

namespace mk::special {

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = 3.14159265358979323846;
constexpr double epsilon = std::numeric_limits<double>::epsilon();
// B₂ₖ for k = 1, 2, …
constexpr double bernoulli[] = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
                                43867.0 / 798, -174611.0 / 330, 854513.0 / 138, -236364091.0 / 2730};
} // namespace

double lgamma(double x) {
#if defined(__GLIBC__) || defined(__APPLE__)
  int sign; // lgamma itself writes the global signgam
  return lgamma_r(x, &sign);
#else
  return std::lgamma(x);
#endif
}

double digamma(double x) {
  if (x == 0) return std::copysign(inf, -x);
  if (x == inf || std::isnan(x)) return x;
  double reflection = 0;
  if (x < 0) {
    if (x == std::floor(x)) return nan;
    // ψ(x) = ψ(1 - x) - π / tan(πx), with the whole part taken off first to keep the tangent's argument exact.
    reflection = -pi / std::tan(pi * (x - std::trunc(x)));
    x = 1 - x;
  }
  double shift = 0; // ψ(x) = ψ(x + 1) - 1/x until the asymptotic series converges
  // Near its positive root ψ is the difference of almost equal numbers; a Taylor series there keeps all digits.
  constexpr double root = 1.4616321449683623, root_rest = 9.549995429965697715184e-17;
  if (std::fabs(x - root) < 0.1 && reflection == 0) {
    double d = (x - root) - root_rest, sum = 0, power = d;
    double factorial = 1;
    for (int k = 1; k < 40; ++k) {
      factorial = (k & 1) ? 1.0 : -1.0; // ψ⁽ᵏ⁾(a)/k! = (-1)ᵏ⁺¹ ζ(k + 1, a)
      double term = factorial * zeta(k + 1, root) * power;
      sum += term;
      if (std::fabs(term) < epsilon * 0.25 * std::fabs(sum)) break;
      power *= d;
    }
    return sum;
  }
  for (; x < 10; x += 1) shift -= 1 / x;
  double square = 1 / (x * x), power = square, series = 0;
  for (int k = 0; k < 8; ++k, power *= square) series += bernoulli[k] / (2 * (k + 1)) * power;
  return reflection + shift + std::log(x) - 0.5 / x - series;
}

double polygamma(double n, double x) {
  if (n == 0) return digamma(x);
  if (n < 0 || n != std::floor(n)) return nan;
  double sign = std::fmod(n, 2) == 1 ? 1 : -1;
  return sign * std::exp(lgamma(n + 1)) * zeta(n + 1, x);
}

// Euler-Maclaurin: the first terms as they are, the rest as an integral with Bernoulli corrections.
double zeta(double s, double q) {
  if (std::isnan(s) || std::isnan(q)) return nan;
  if (s == 1) return inf;
  if (s < 1) return nan;
  if (q <= 0) {
    if (q == std::floor(q)) return inf;
    if (s != std::floor(s)) return nan; // a power of a negative number
  }
  if (q > 1e8) return (1 / (s - 1) + 1 / (2 * q)) * std::pow(q, 1 - s);
  double sum = 0, term = 0, a = q;
  for (int k = 0; k < 10 || a <= 9; ++k, a += 1) {
    term = std::pow(a, -s);
    sum += term;
    if (std::fabs(term) < epsilon * 0.25 * std::fabs(sum) && a > 0) return sum;
  }
  double power = std::pow(a, -s);
  sum += power * a / (s - 1) + 0.5 * power;
  double rising = s, factorial = 2; // s (s+1) … (s+2k-2) / (2k)!
  power /= a;
  for (int k = 0; k < 12; ++k) {
    term = bernoulli[k] / factorial * rising * power;
    sum += term;
    if (std::fabs(term) < epsilon * 0.25 * std::fabs(sum)) break;
    rising *= (s + 2 * k + 1) * (s + 2 * k + 2);
    factorial *= (2 * k + 3) * (2 * k + 4);
    power /= a * a;
  }
  return sum;
}

namespace {

// xᵃ e⁻ˣ / Γ(a + 1) without overflow: around x = a the exponents nearly cancel, so the difference is formed first.
double prefactor(double a, double x) {
  if (a < 20) return std::exp(a * std::log(x) - x - lgamma(a + 1));
  double d = (x - a) / a;
  double exponent = a * (std::log1p(d) - d);
  double stirling = 1 / (12 * a) - 1 / (360 * a * a * a) + 1 / (1260 * a * a * a * a * a) - 1 / (1680 * std::pow(a, 7));
  if (std::fabs(d) < 0.1) { // log1p(d) - d loses digits
    double power = d, sum = 0;
    for (int k = 2; k < 40; ++k) {
      power *= -d;
      sum += power / k;
      if (std::fabs(power) < epsilon * std::fabs(sum)) break;
    }
    exponent = a * sum;
  }
  return std::exp(exponent - stirling) / std::sqrt(2 * pi * a);
}

double lower_series(double a, double x) {
  double term = 1, sum = 1;
  for (double k = 1; k < 100000; ++k) {
    term *= x / (a + k);
    sum += term;
    if (term < epsilon * 0.1 * sum) break;
  }
  return sum * prefactor(a, x);
}

// Lentz's evaluation of the continued fraction for Γ(a, x).
double upper_fraction(double a, double x) {
  double b = x + 1 - a, c = 1e300, d = 1 / b, fraction = d;
  for (double k = 1; k < 100000; ++k) {
    double numerator = -k * (k - a);
    b += 2;
    d = numerator * d + b;
    if (std::fabs(d) < 1e-300) d = 1e-300;
    c = b + numerator / c;
    if (std::fabs(c) < 1e-300) c = 1e-300;
    d = 1 / d;
    fraction *= c * d;
    if (std::fabs(c * d - 1) < epsilon) break;
  }
  return fraction * prefactor(a, x) * a;
}

// Q(a, x) for small x and a: 1 - P would cancel, so the leading 1 - xᵃ/Γ(a+1) is formed by expm1.
double upper_small(double a, double x) {
  double sum = 0, term = 1;
  for (double k = 1; k < 1000; ++k) { // P = xᵃ/Γ(a+1) · (1 + a Σ (-x)ᵏ / (k! (a + k)))
    term *= -x / k;
    double next = a * term / (a + k);
    sum += next;
    if (std::fabs(next) < epsilon * 0.1 * std::fabs(sum)) break;
  }
  double logarithm = a * std::log(x) - lgamma(a + 1);
  return -std::expm1(logarithm) - std::exp(logarithm) * sum;
}

} // namespace

double igamma(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0) return nan;
  if (a == 0) return x > 0 ? 1 : nan;
  if (x == 0) return 0;
  if (a == inf) return x == inf ? nan : 0;
  if (x == inf) return 1;
  if (x > 1 && x > a) return 1 - igammac(a, x);
  return lower_series(a, x);
}

double igammac(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || a < 0 || x < 0) return nan;
  if (a == 0) return x > 0 ? 0 : nan;
  if (x == 0) return 1;
  if (a == inf) return x == inf ? nan : 1;
  if (x == inf) return 0;
  if (x > a && x > 1) return upper_fraction(a, x);
  if (x <= 1 && a <= 1) return upper_small(a, x);
  return 1 - lower_series(a, x);
}

} // namespace mk::special
