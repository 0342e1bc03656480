// Gradients of batch norm. With g = weight * rstd and means over a channel's elements,
//   training:    dx = g * (dy - mean(dy) - (x - mean) * rstd^2 * mean(dy * (x - mean)))
//   evaluation:  dx = g * dy
#include "include/mk_norm.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Norm/batch_norm_backward.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Norm/panels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> struct BatchNormBackward {
  bool training;
  ChannelShape s;
  const T *x, *weight, *mean, *rstd, *dy;
  T *dx, *dweight, *dbias;

  bool needs_sums() const { return dweight || dbias || (dx && training); }

  void write_affine(mk_int channel, GradientSums sums) const {
    if (dweight) dweight[channel] = T(sums.product * double(rstd[channel]));
    if (dbias) dbias[channel] = T(sums.dy);
  }

  InputGradient<T> coefficients(mk_int channel, GradientSums sums) const {
    double r = double(rstd[channel]), g = weight ? r * double(weight[channel]) : r;
    if (!training) return {mean[channel], T(g), 0, 0};
    return {mean[channel], T(g), T(-g * r * r * sums.product / s.count()), T(-g * sums.dy / s.count())};
  }

  void wide() const {
    parallel(s.channels, grain_for(0.5 * s.count()), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int channel = begin; channel < end; ++channel) {
        GradientSums sums{0, 0};
        if (needs_sums())
          for (mk_int b = 0; b < s.batch; ++b)
            for (mk_int j = 0, first = (b * s.channels + channel) * s.inner; j < s.inner; j += kBlock)
              gradient_sums_run(std::min(kBlock, s.inner - j), x + first + j, dy + first + j, mean[channel], sums);
        write_affine(channel, sums);
        if (!dx) continue;
        InputGradient<T> c = coefficients(channel, sums);
        for (mk_int b = 0; b < s.batch; ++b) {
          mk_int first = (b * s.channels + channel) * s.inner;
          gradient_run(s.inner, x + first, dy + first, c, dx + first);
        }
      }
    });
  }

  void narrow() const {
    mk_int row = s.row();
    // means, of_dy, of_x, constant: an entry per element of a row
    std::unique_ptr<T[]> rows(new T[size_t(4 * row)]);
    T *means = rows.get(), *of_dy = means + row, *of_x = of_dy + row, *constant = of_x + row;
    for (mk_int j = 0; j < row; ++j) means[j] = mean[j / s.inner];
    std::unique_ptr<GradientSums[]> sums(new GradientSums[size_t(s.channels)]());
    if (needs_sums()) sum_rows(means, sums.get());
    for (mk_int channel = 0; channel < s.channels; ++channel) {
      write_affine(channel, sums[size_t(channel)]);
      InputGradient<T> c = coefficients(channel, sums[size_t(channel)]);
      for (mk_int j = channel * s.inner; j < (channel + 1) * s.inner; ++j) {
        of_dy[j] = c.of_dy;
        of_x[j] = c.of_x;
        constant[j] = c.constant;
      }
    }
    if (!dx) return;
    parallel(s.batch, grain_for(5 + 0.3 * double(row)), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int b = begin; b < end; ++b) gradient_row(row, x + b * row, dy + b * row, means, of_dy, of_x, constant, dx + b * row);
    });
  }

  template <int L> void panels() const {
    PanelGroups g(s, L);
    std::unique_ptr<PanelSums<L>[]> sums(new PanelSums<L>[size_t(g.blocks * g.groups)]);
    if (needs_sums())
      for_panels<L>(s, g, 0.25, [&](mk_int block, mk_int group, mk_int offset) HWY_ATTR {
        panel_sums<L>(s.inner, x + offset, dy + offset, mean + block * L, sums[size_t(block * g.groups + group)]);
      });
    std::unique_ptr<float[]> rows(new float[size_t(3 * s.channels)]);
    float *of_dy = rows.get(), *of_x = of_dy + s.channels, *constant = of_x + s.channels;
    for (mk_int channel = 0; channel < s.channels; ++channel) {
      GradientSums total{0, 0};
      for (mk_int i = channel / L * g.groups; i < (channel / L + 1) * g.groups; ++i) {
        total.dy += sums[size_t(i)].dy[channel % L];
        total.product += sums[size_t(i)].product[channel % L];
      }
      write_affine(channel, total);
      InputGradient<T> c = coefficients(channel, total);
      of_dy[channel] = c.of_dy;
      of_x[channel] = c.of_x;
      constant[channel] = c.constant;
    }
    if (!dx) return;
    for_panels<L>(s, g, 0.3, [&](mk_int block, mk_int, mk_int offset) HWY_ATTR {
      mk_int c = block * L;
      panel_gradient<L>(s.inner, x + offset, dy + offset, mean + c, of_dy + c, of_x + c, constant + c, dx + offset);
    });
  }

  // Rows are summed in groups whose size depends on the shape alone.
  void sum_rows(const T *means, GradientSums *sums) const {
    mk_int row = s.row(), group = std::max<mk_int>(32, (s.batch + 63) / 64), groups = (s.batch + group - 1) / group;
    std::unique_ptr<T[]> partial(new T[size_t(groups * 2 * row)]());
    parallel(groups, grain_for(double(group) * 0.3 * double(row)), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int b = begin * group, last = std::min(s.batch, end * group); b < last; ++b) {
        T *sum = &partial[size_t(b / group * 2 * row)];
        gradient_sums_row(row, x + b * row, dy + b * row, means, sum, sum + row);
      }
    });
    std::unique_ptr<double[]> totals(new double[size_t(2 * row)]);
    reduce_each(Sum<T>(), 1, groups, 2 * row, partial.get(), [&](mk_int j, double total) HWY_ATTR { totals[size_t(j)] = total; });
    for (mk_int channel = 0, j = 0; channel < s.channels; ++channel)
      for (mk_int last = j + s.inner; j < last; ++j) {
        sums[channel].dy += totals[size_t(j)];
        sums[channel].product += totals[size_t(row + j)];
      }
  }
};

void batch_norm_backward(mk_dtype dtype, bool training, ChannelShape s, const void *x, const void *weight, const void *mean, const void *rstd,
                         const void *dy, void *dx, void *dweight, void *dbias) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    BatchNormBackward<T> task{training, s, static_cast<const T *>(x), static_cast<const T *>(weight), static_cast<const T *>(mean),
                              static_cast<const T *>(rstd), static_cast<const T *>(dy), static_cast<T *>(dx), static_cast<T *>(dweight), static_cast<T *>(dbias)};
    if constexpr (std::is_same_v<T, float>) {
      if (s.block == 16) return task.template panels<16>();
      if (s.block == 8) return task.template panels<8>();
    }
    s.wide() ? task.wide() : task.narrow();
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(batch_norm_backward);

extern "C" void mk_batch_norm_backward(mk_dtype dtype, int training, mk_int batch, mk_int channels, mk_int inner, mk_int block, const void *x, const void *weight,
                                       const void *mean, const void *rstd, const void *dy, void *dx, void *dweight, void *dbias) {
  HWY_DYNAMIC_DISPATCH(batch_norm_backward)(dtype, training != 0, channel_shape(batch, channels, inner, block), x, weight, mean, rstd, dy, dx, dweight, dbias);
}

} // namespace mk
#endif
