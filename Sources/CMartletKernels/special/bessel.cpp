// Modified Bessel functions of the first kind, of orders 0 and 1: the power series, whose terms are all positive, up to 30
// and the asymptotic expansion, whose smallest term is about exp(-2x), beyond.
#include "special/special.h"
#include <cmath>
#include <limits>

namespace mk::special {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double series_limit = 30;

double power_series(int order, double x) {
  double square = 0.25 * x * x, term = order == 0 ? 1 : 0.5 * x, sum = term;
  for (int k = 1; k < 200; ++k) {
    term *= square / (double(k) * (k + order));
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return sum;
}

// exp(-x) I(x)
double asymptotic(int order, double x) {
  double mu = 4.0 * order * order, term = 1, sum = 1;
  for (int k = 1; k < 60; ++k) {
    double odd = 2 * k - 1, next = term * (odd * odd - mu) / (8 * x * k);
    if (std::fabs(next) > std::fabs(term)) break; // the expansion diverges from here on
    term = next;
    sum += term;
    if (std::fabs(term) < 1e-17 * std::fabs(sum)) break;
  }
  return sum / std::sqrt(2 * pi * x);
}

double scaled(int order, double magnitude) {
  if (magnitude <= series_limit) return std::exp(-magnitude) * power_series(order, magnitude);
  return std::isinf(magnitude) ? 0 : asymptotic(order, magnitude);
}

double plain(int order, double magnitude) {
  if (magnitude <= series_limit) return power_series(order, magnitude);
  if (std::isinf(magnitude)) return std::numeric_limits<double>::quiet_NaN(); // as PyTorch: the growing factor times the vanishing one
  double half = std::exp(0.5 * magnitude); // in two steps: exp(x) overflows before the function does
  return half * asymptotic(order, magnitude) * half;
}

} // namespace

double bessel_i0(double x) { return std::isnan(x) ? x : plain(0, std::fabs(x)); }
double bessel_i0e(double x) { return std::isnan(x) ? x : scaled(0, std::fabs(x)); }
double bessel_i1(double x) { return std::isnan(x) ? x : std::copysign(plain(1, std::fabs(x)), x); }
double bessel_i1e(double x) { return std::isnan(x) ? x : std::copysign(scaled(1, std::fabs(x)), x); }

} // namespace mk::special
