// Special functions of one number in double precision: too long and too branchy to vectorise, so they are compiled once.
// Values at the edges are scipy's and PyTorch's.
#ifndef MK_SPECIAL_H
#define MK_SPECIAL_H

namespace mk::special {

double digamma(double x);
double polygamma(double n, double x); // n-th derivative of digamma, n a non-negative integer
double zeta(double s, double q);      // Hurwitz
double igamma(double a, double x);    // regularised lower incomplete gamma
double igammac(double a, double x);   // upper
double bessel_i0(double x);
double bessel_i0e(double x);          // times exp(-|x|)
double bessel_i1(double x);
double bessel_i1e(double x);
double erfinv(double x);
double erfcx(double x);               // exp(x²) erfc(x)
double ndtri(double p);               // quantile of the normal distribution
double log_ndtr(double x);            // logarithm of its cumulative function
double lgamma(double x);              // ln |Γ(x)|; unlike libm's, safe to call from many threads

} // namespace mk::special
#endif
