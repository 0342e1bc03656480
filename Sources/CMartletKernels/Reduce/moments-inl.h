// Mean and sum of squared deviations as a reduction for the loops of kernels-inl.h; also what batch norm's statistics are made of.
#if defined(MK_REDUCE_MOMENTS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_REDUCE_MOMENTS_INL_H
#undef MK_REDUCE_MOMENTS_INL_H
#else
#define MK_REDUCE_MOMENTS_INL_H
#endif
#include "Reduce/kernels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

struct Moments { double n, mean, squares; }; // squares: the sum of squared deviations from the mean

// T. F. Chan, G. H. Golub, R. J. LeVeque: Updating formulae and a pairwise algorithm for computing sample variances, 1979.
HWY_INLINE Moments join(const Moments &a, const Moments &b) {
  double n = a.n + b.n;
  if (n == 0) return a;
  double apart = b.mean - a.mean, share = b.n / n;
  return {n, a.mean + apart * share, a.squares + b.squares + apart * apart * a.n * share};
}

template <class T> struct MomentsOf {
  using Loops = MomentsOf; using In = T; using Total = Moments;
  static constexpr Moments identity() { return {0, 0, 0}; }
  Moments combine(const Moments &a, const Moments &b) const { return join(a, b); }
};

// Sums of deviations and of their squares from a shift near the mean. The first sum takes away what the shift lacks.
template <class T>
HWY_NOINLINE void deviations_block(const T *x, mk_int n, T shift, double &sum, double &squares) {
  constexpr int N = kLanes<T>;
  using V = Vec<T, N>;
  V s0 = V(0), s1 = V(0), q0 = V(0), q1 = V(0);
  mk_int i = 0;
  for (; i + 2 * N <= n; i += 2 * N) {
    V a = load<N>(x + i) - shift, b = load<N>(x + i + N) - shift;
    s0 += a; q0 += a * a;
    s1 += b; q1 += b * b;
  }
  auto add = [](auto a, auto b) HWY_ATTR { return a + b; };
  double s = n >= 2 * N ? fold<T, N>(s0 + s1, add) : 0, q = n >= 2 * N ? fold<T, N>(q0 + q1, add) : 0;
  for (; i < n; ++i) {
    T a = x[i] - shift;
    s += a;
    q += double(a) * a;
  }
  sum += s;
  squares += q;
}

HWY_INLINE Moments moments_from(double n, double shift, double sum, double squares) {
  return {n, shift + sum / n, squares - sum * sum / n};
}

template <class T>
Moments reduce_values(const MomentsOf<T> &, const T *x, mk_int n) {
  if (n == 0) return {0, 0, 0};
  T shift = T(reduce_run(Sum<T>(), x, n) / double(n));
  double sum = 0, squares = 0;
  for (mk_int i = 0; i < n; i += kBlock) deviations_block(x + i, std::min(kBlock, n - i), shift, sum, squares);
  return moments_from(double(n), double(shift), sum, squares);
}

template <class T>
HWY_NOINLINE void reduce_values_tile(const MomentsOf<T> &, mk_int rows, mk_int width, mk_int stride, const T *x, Moments *HWY_RESTRICT total) {
  T shift[kTile], sum[kTile], squares[kTile];
  for (mk_int first = 0; first < rows; first += kTileRows) {
    mk_int count = std::min(kTileRows, rows - first);
    const T *from = x + first * stride;
    std::fill_n(sum, width, T(0));
    std::fill_n(squares, width, T(0));
    for (mk_int r = 0; r < count; ++r) {
      const T *HWY_RESTRICT row = from + r * stride;
      for (mk_int j = 0; j < width; ++j) sum[j] += row[j];
    }
    for (mk_int j = 0; j < width; ++j) {
      shift[j] = sum[j] / T(count);
      sum[j] = 0;
    }
    for (mk_int r = 0; r < count; ++r) {
      const T *HWY_RESTRICT row = from + r * stride;
      for (mk_int j = 0; j < width; ++j) {
        T a = row[j] - shift[j];
        sum[j] += a;
        squares[j] += a * a;
      }
    }
    for (mk_int j = 0; j < width; ++j)
      total[j] = join(total[j], moments_from(double(count), double(shift[j]), double(sum[j]), double(squares[j])));
  }
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
