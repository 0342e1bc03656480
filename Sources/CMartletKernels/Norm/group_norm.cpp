// Group norm: statistics per group of a sample's channels, an affine map per channel; both in one pass over a group while it lies in the
// cache. With the group's mean and rstd, n elements to a group and means over them,
//   dx = rstd * (dy * weight - mean(dy * weight) - (x - mean) * rstd^2 * mean(dy * weight * (x - mean)))
#include "include/mk_norm.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Norm/group_norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Norm/channels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> struct GroupNorm {
  ChannelShape s;
  mk_int groups;
  const T *x, *weight, *bias;

  mk_int channels_per_group() const { return s.channels / groups; }
  mk_int size() const { return channels_per_group() * s.inner; }

  // body(row, channel, offset): each run of one channel in one sample; `row` counts (sample, group), `offset` elements.
  template <class Body> void each_run(mk_int row, Body body) const {
    mk_int channel = row % groups * channels_per_group(), offset = row * size();
    for (mk_int k = 0; k < channels_per_group(); ++k) body(channel + k, offset + k * s.inner);
  }

  void forward(double eps, T *y, T *means, T *rstds) const {
    parallel(s.batch * groups, grain_for(20 + 0.3 * double(size())), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int row = begin; row < end; ++row) {
        Moments m = reduce_run(MomentsOf<T>(), x + row * size(), size());
        T mean = T(m.mean), rstd = T(1 / std::sqrt(m.squares / m.n + eps));
        each_run(row, [&](mk_int channel, mk_int offset) HWY_ATTR {
          affine_run(s.inner, x + offset, affine_of(channel, weight, bias, mean, rstd), y + offset);
        });
        means[row] = mean;
        rstds[row] = rstd;
      }
    });
  }

  void backward(const T *means, const T *rstds, const T *dy, T *dx, T *dweight, T *dbias) const {
    // Sums of every channel of every sample: those of a group make dx, those of a channel dweight and dbias.
    std::unique_ptr<GradientSums[]> sums(new GradientSums[size_t(s.batch * s.channels)]());
    parallel(s.batch * groups, grain_for(20 + 0.5 * double(size())), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int row = begin; row < end; ++row) {
        T mean = means[row];
        double dy_sum = 0, product = 0;
        each_run(row, [&](mk_int channel, mk_int offset) HWY_ATTR {
          GradientSums &run = sums[size_t(offset / s.inner)];
          for (mk_int j = 0; j < s.inner; j += kBlock) gradient_sums_run(std::min(kBlock, s.inner - j), x + offset + j, dy + offset + j, mean, run);
          double w = weight ? double(weight[channel]) : 1;
          dy_sum += w * run.dy;
          product += w * run.product;
        });
        if (!dx) continue;
        double r = double(rstds[row]), n = double(size());
        each_run(row, [&](mk_int channel, mk_int offset) HWY_ATTR {
          InputGradient<T> c{mean, T(weight ? r * double(weight[channel]) : r), T(-r * r * r * product / n), T(-r * dy_sum / n)};
          gradient_run(s.inner, x + offset, dy + offset, c, dx + offset);
        });
      }
    });
    for (mk_int channel = 0; channel < s.channels; ++channel) {
      GradientSums total{0, 0};
      for (mk_int b = 0; b < s.batch; ++b) {
        const GradientSums &run = sums[size_t(b * s.channels + channel)];
        total.dy += run.dy;
        total.product += run.product * double(rstds[b * groups + channel / channels_per_group()]);
      }
      if (dweight) dweight[channel] = T(total.product);
      if (dbias) dbias[channel] = T(total.dy);
    }
  }
};

void group_norm(mk_dtype dtype, ChannelShape s, mk_int groups, const void *x, const void *weight, const void *bias, double eps, void *y, void *mean, void *rstd) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    GroupNorm<T>{s, groups, static_cast<const T *>(x), static_cast<const T *>(weight), static_cast<const T *>(bias)}.forward(
        eps, static_cast<T *>(y), static_cast<T *>(mean), static_cast<T *>(rstd));
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

void group_norm_backward(mk_dtype dtype, ChannelShape s, mk_int groups, const void *x, const void *weight, const void *mean, const void *rstd, const void *dy,
                         void *dx, void *dweight, void *dbias) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    GroupNorm<T>{s, groups, static_cast<const T *>(x), static_cast<const T *>(weight), nullptr}.backward(
        static_cast<const T *>(mean), static_cast<const T *>(rstd), static_cast<const T *>(dy), static_cast<T *>(dx), static_cast<T *>(dweight),
        static_cast<T *>(dbias));
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(group_norm);
HWY_EXPORT(group_norm_backward);

extern "C" void mk_group_norm(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int groups, const void *x, const void *weight, const void *bias,
                              double eps, void *y, void *mean, void *rstd) {
  HWY_DYNAMIC_DISPATCH(group_norm)(dtype, {batch, channels, inner}, groups, x, weight, bias, eps, y, mean, rstd);
}

extern "C" void mk_group_norm_backward(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int groups, const void *x, const void *weight,
                                       const void *mean, const void *rstd, const void *dy, void *dx, void *dweight, void *dbias) {
  HWY_DYNAMIC_DISPATCH(group_norm_backward)(dtype, {batch, channels, inner}, groups, x, weight, mean, rstd, dy, dx, dweight, dbias);
}

} // namespace mk
#endif
