// The error function's relatives and the normal distribution's quantile.
#include "special/special.h"
#include <cmath>
#include <limits>

namespace mk::special {

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double pi = 3.14159265358979323846;
constexpr double sqrt_half = 0.70710678118654752440;
} // namespace

double erfcx(double x) {
  if (std::isnan(x)) return x;
  if (x < -26.7) return inf;
  if (x < 10) {
    // exp(x²) with the rounding error of x² put back, which erfc's tail would otherwise magnify.
    double square = x * x, rest = std::fma(x, x, -square), power = std::exp(square);
    return (power + power * rest) * std::erfc(x);
  }
  // 1 / (√π (x + 1/2 / (x + 1 / (x + 3/2 / (x + …))))), evaluated from the inside.
  double fraction = x;
  for (int k = x > 100 ? 6 : 24; k > 0; --k) fraction = x + 0.5 * k / fraction;
  return 1 / (std::sqrt(pi) * fraction);
}

double erfinv(double x) {
  if (!(std::fabs(x) <= 1)) return nan;
  if (std::fabs(x) == 1) return std::copysign(inf, x);
  if (x == 0) return x;
  double magnitude = std::fabs(x), complement = 1 - magnitude;
  // Winitzki's closed form is good to 2e-3; each of Halley's steps triples the digits.
  double l = std::log(complement * (1 + magnitude)), t = 2 / (pi * 0.147) + 0.5 * l;
  double guess = magnitude < 1e-4 ? magnitude * 0.5 * std::sqrt(pi) : std::sqrt(std::sqrt(t * t - l / 0.147) - t);
  for (int step = 0; step < 3; ++step) {
    double error = magnitude < 0.5 ? std::erf(guess) - magnitude : complement - std::erfc(guess);
    double newton = error * 0.5 * std::sqrt(pi) * std::exp(guess * guess);
    guess -= newton / (1 + guess * newton);
  }
  return std::copysign(guess, x);
}

double ndtri(double p) {
  if (!(p >= 0 && p <= 1)) return nan;
  if (p == 0) return -inf;
  if (p == 1) return inf;
  if (p > 0.25 && p < 0.75) return erfinv(2 * (p - 0.5)) / sqrt_half;
  // In the tails solve log Φ(-z) = log q for z > 0, which is nearly a parabola: Newton's steps converge at once.
  double q = p < 0.5 ? p : 1 - p, target = std::log(q);
  double t = std::sqrt(-2 * target);
  double z = t - std::log(t * t * 2 * pi) / (2 * t) * (t > 2 ? 1 : 0.5);
  for (int step = 0; step < 6; ++step) {
    double tail = 0.5 * erfcx(z * sqrt_half);            // Φ(-z) = tail · exp(-z²/2)
    double error = std::log(tail) - 0.5 * z * z - target;
    double slope = -1 / (std::sqrt(2 * pi) * tail);      // of log Φ(-z)
    double change = error / slope;
    z -= change;
    if (std::fabs(change) < 1e-16 * z) break;
  }
  return p < 0.5 ? -z : z;
}

double log_ndtr(double x) {
  if (x < -1) return std::log(0.5 * erfcx(-x * sqrt_half)) - 0.5 * x * x;
  return std::log1p(-0.5 * std::erfc(x * sqrt_half));
}

} // namespace mk::special
