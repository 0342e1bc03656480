// Layer norm and RMS norm over contiguous rows.
#include "include/mk_norm.h"
#include <memory>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Norm/layer_norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/moments-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// y = (x - mean) * rstd, times weight and plus bias where they are given.
template <class T>
HWY_NOINLINE void normalize_row(mk_int n, const T *HWY_RESTRICT x, T mean, T rstd, const T *HWY_RESTRICT weight, const T *HWY_RESTRICT bias, T *HWY_RESTRICT y) {
  if (weight && bias) for (mk_int j = 0; j < n; ++j) y[j] = (x[j] - mean) * rstd * weight[j] + bias[j];
  else if (weight) for (mk_int j = 0; j < n; ++j) y[j] = (x[j] - mean) * rstd * weight[j];
  else if (bias) for (mk_int j = 0; j < n; ++j) y[j] = (x[j] - mean) * rstd + bias[j];
  else for (mk_int j = 0; j < n; ++j) y[j] = (x[j] - mean) * rstd;
}

template <class T>
void layer_norm_rows(bool rms, mk_int rows, mk_int n, const T *x, const T *weight, const T *bias, double eps, T *y, T *means, T *rstds) {
  parallel(rows, grain_for(20 + 0.3 * double(n)), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int i = begin; i < end; ++i) {
      const T *row = x + i * n;
      double mean = 0, squares = 0;
      if (rms) {
        double sum = 0;
        for (mk_int j = 0; j < n; j += kBlock) deviations_block(row + j, std::min(kBlock, n - j), T(0), sum, squares);
      } else {
        Moments m = reduce_run(MomentsOf<T>(), row, n);
        mean = m.mean;
        squares = m.squares;
      }
      double rstd = 1 / std::sqrt(squares / double(n) + eps);
      normalize_row(n, row, T(mean), T(rstd), weight, bias, y + i * n);
      if (means) means[i] = T(mean);
      if (rstds) rstds[i] = T(rstd);
    }
  });
}

// The two sums that dx needs: of dy * weight, and of that times the normalised x.
template <class T>
HWY_NOINLINE void gradient_sums(mk_int n, const T *x, T mean, T rstd, const T *weight, const T *dy, double &sum, double &product) {
#pragma clang fp reassociate(on)
  T s = 0, p = 0;
  if (weight) for (mk_int j = 0; j < n; ++j) { T d = dy[j] * weight[j]; s += d; p += d * ((x[j] - mean) * rstd); }
  else for (mk_int j = 0; j < n; ++j) { s += dy[j]; p += dy[j] * ((x[j] - mean) * rstd); }
  sum += double(s);
  product += double(p);
}

template <class T>
HWY_NOINLINE void input_gradient(mk_int n, const T *HWY_RESTRICT x, T mean, T rstd, const T *HWY_RESTRICT weight, const T *HWY_RESTRICT dy,
                                 T sum, T product, T *HWY_RESTRICT dx) {
  if (weight) for (mk_int j = 0; j < n; ++j) dx[j] = rstd * (dy[j] * weight[j] - sum - (x[j] - mean) * rstd * product);
  else for (mk_int j = 0; j < n; ++j) dx[j] = rstd * (dy[j] - sum - (x[j] - mean) * rstd * product);
}

template <class T>
HWY_NOINLINE void add_affine_gradients(mk_int n, const T *HWY_RESTRICT x, T mean, T rstd, const T *HWY_RESTRICT dy, T *HWY_RESTRICT dweight, T *HWY_RESTRICT dbias) {
  for (mk_int j = 0; j < n; ++j) {
    dweight[j] += dy[j] * ((x[j] - mean) * rstd);
    dbias[j] += dy[j];
  }
}

template <class T>
void layer_norm_backward_rows(bool rms, mk_int rows, mk_int n, const T *x, const T *weight, const T *means, const T *rstds, const T *dy, T *dx, T *dweight, T *dbias) {
  // Groups of rows by shape alone, each with sums of its own, so that dweight does not depend on the number of threads.
  mk_int group = std::max<mk_int>(32, (rows + 63) / 64), groups = (rows + group - 1) / group;
  bool affine = dweight || dbias;
  std::unique_ptr<T[]> partial(affine ? new T[size_t(groups * 2 * n)]() : nullptr);
  parallel(groups, grain_for(double(group) * (20 + 0.5 * double(n))), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int i = begin * group, last = std::min(rows, end * group); i < last; ++i) {
      const T *row = x + i * n, *drow = dy + i * n;
      T mean = rms ? T(0) : means[i], rstd = rstds[i];
      if (dx) {
        double sum = 0, product = 0;
        for (mk_int j = 0; j < n; j += kBlock)
          gradient_sums(std::min(kBlock, n - j), row + j, mean, rstd, weight ? weight + j : nullptr, drow + j, sum, product);
        input_gradient(n, row, mean, rstd, weight, drow, T(rms ? 0 : sum / double(n)), T(product / double(n)), dx + i * n);
      }
      if (affine) {
        T *sums = &partial[size_t(i / group * 2 * n)];
        add_affine_gradients(n, row, mean, rstd, drow, sums, sums + n);
      }
    }
  });
  if (!affine) return;
  reduce_each(Sum<T>(), 1, groups, 2 * n, partial.get(), [&](mk_int j, double total) HWY_ATTR {
    if (T *out = j < n ? dweight : dbias) out[j % n] = T(total);
  });
}

void layer_norm(mk_dtype dtype, bool rms, mk_int rows, mk_int n, const void *x, const void *weight, const void *bias, double eps, void *y, void *mean, void *rstd) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    layer_norm_rows(rms, rows, n, static_cast<const T *>(x), static_cast<const T *>(weight), static_cast<const T *>(bias), eps, static_cast<T *>(y),
                    static_cast<T *>(mean), static_cast<T *>(rstd));
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

void layer_norm_backward(mk_dtype dtype, bool rms, mk_int rows, mk_int n, const void *x, const void *weight, const void *mean, const void *rstd, const void *dy,
                         void *dx, void *dweight, void *dbias) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    layer_norm_backward_rows(rms, rows, n, static_cast<const T *>(x), static_cast<const T *>(weight), static_cast<const T *>(mean),
                             static_cast<const T *>(rstd), static_cast<const T *>(dy), static_cast<T *>(dx), static_cast<T *>(dweight), static_cast<T *>(dbias));
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(layer_norm);
HWY_EXPORT(layer_norm_backward);

extern "C" void mk_layer_norm(mk_dtype dtype, int rms, mk_int rows, mk_int n, const void *x, const void *weight, const void *bias, double eps, void *y, void *mean, void *rstd) {
  HWY_DYNAMIC_DISPATCH(layer_norm)(dtype, rms != 0, rows, n, x, weight, bias, eps, y, mean, rstd);
}

extern "C" void mk_layer_norm_backward(mk_dtype dtype, int rms, mk_int rows, mk_int n, const void *x, const void *weight, const void *mean, const void *rstd, const void *dy,
                                       void *dx, void *dweight, void *dbias) {
  HWY_DYNAMIC_DISPATCH(layer_norm_backward)(dtype, rms != 0, rows, n, x, weight, mean, rstd, dy, dx, dweight, dbias);
}

} // namespace mk
#endif
