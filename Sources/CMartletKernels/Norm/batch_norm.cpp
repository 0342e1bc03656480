// Batch norm: statistics per channel and the affine map.
#include "include/mk_norm.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Norm/batch_norm.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Norm/panels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T>
void apply_wide_channel(ChannelShape s, mk_int channel, const T *x, Affine<T> affine, T *y) {
  for (mk_int b = 0; b < s.batch; ++b) {
    mk_int first = (b * s.channels + channel) * s.inner;
    affine_run(s.inner, x + first, affine, y + first);
  }
}

template <class T>
void apply_narrow(ChannelShape s, const T *x, const T *weight, const T *bias, const T *mean, const T *rstd, T *y) {
  mk_int row = s.row();
  std::unique_ptr<T[]> coefficients(new T[size_t(3 * row)]);
  T *means = coefficients.get(), *scales = means + row, *shifts = scales + row;
  for (mk_int j = 0; j < row; ++j) {
    mk_int channel = j / s.inner;
    Affine<T> affine = affine_of(channel, weight, bias, mean[channel], rstd[channel]);
    means[j] = affine.mean;
    scales[j] = affine.scale;
    shifts[j] = affine.shift;
  }
  parallel(s.batch, grain_for(5 + 0.2 * double(row)), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int b = begin; b < end; ++b) affine_row(row, x + b * row, means, scales, shifts, y + b * row);
  });
}

template <class T>
void apply_dtype(ChannelShape s, const T *x, const T *weight, const T *bias, const T *mean, const T *rstd, T *y) {
  if (!s.wide()) return apply_narrow(s, x, weight, bias, mean, rstd, y);
  parallel(s.batch * s.channels, grain_for(5 + 0.2 * double(s.inner)), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int run = begin; run < end; ++run) {
      mk_int channel = run % s.channels;
      affine_run(s.inner, x + run * s.inner, affine_of(channel, weight, bias, mean[channel], rstd[channel]), y + run * s.inner);
    }
  });
}

template <int L>
void apply_panels(ChannelShape s, const float *x, const float *weight, const float *bias, const float *mean, const float *rstd, float *y) {
  for_panels<L>(s, PanelGroups(s, L), 0.2, [&](mk_int block, mk_int, mk_int offset) HWY_ATTR {
    float scale[L], shift[L];
    for (int k = 0; k < L; ++k) {
      Affine<float> affine = affine_of(block * L + k, weight, bias, mean[block * L + k], rstd[block * L + k]);
      scale[k] = affine.scale;
      shift[k] = affine.shift;
    }
    panel_affine<L>(s.inner, x + offset, mean + block * L, scale, shift, y + offset);
  });
}

template <class T>
T rstd_of(const Moments &m, double eps) { return T(1 / std::sqrt(m.squares / m.n + eps)); }

template <class T>
void train_wide(ChannelShape s, const T *x, const T *weight, const T *bias, double eps, T *y, T *mean, T *rstd) {
  // One channel after the other, so that its second pass finds it in the cache.
  parallel(s.channels, grain_for(0.4 * s.count()), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int channel = begin; channel < end; ++channel) {
      Moments total{0, 0, 0};
      for (mk_int b = 0; b < s.batch; ++b) total = join(total, reduce_run(MomentsOf<T>(), x + (b * s.channels + channel) * s.inner, s.inner));
      mean[channel] = T(total.mean);
      rstd[channel] = rstd_of<T>(total, eps);
      apply_wide_channel(s, channel, x, affine_of(channel, weight, bias, mean[channel], rstd[channel]), y);
    }
  });
}

template <class T>
void train_narrow(ChannelShape s, const T *x, const T *weight, const T *bias, double eps, T *y, T *mean, T *rstd) {
  mk_int row = s.row();
  std::unique_ptr<Moments[]> moments(new Moments[size_t(row)]);
  reduce_each(MomentsOf<T>(), 1, s.batch, row, x, [&](mk_int i, const Moments &m) HWY_ATTR { moments[size_t(i)] = m; });
  for (mk_int channel = 0; channel < s.channels; ++channel) {
    Moments total{0, 0, 0};
    for (mk_int j = 0; j < s.inner; ++j) total = join(total, moments[size_t(channel * s.inner + j)]);
    mean[channel] = T(total.mean);
    rstd[channel] = rstd_of<T>(total, eps);
  }
  apply_narrow(s, x, weight, bias, mean, rstd, y);
}

template <int L>
void train_panels(ChannelShape s, const float *x, const float *weight, const float *bias, double eps, float *y, float *mean, float *rstd) {
  PanelGroups g(s, L);
  std::unique_ptr<PanelMoments<L>[]> moments(new PanelMoments<L>[size_t(g.blocks * g.groups)]);
  for_panels<L>(s, g, 0.2, [&](mk_int block, mk_int group, mk_int offset) HWY_ATTR {
    panel_moments<L>(s.inner, x + offset, moments[size_t(block * g.groups + group)]);
  });
  for (mk_int block = 0; block < g.blocks; ++block) {
    PanelMoments<L> total;
    for (mk_int i = block * g.groups; i < (block + 1) * g.groups; ++i) total.add(moments[size_t(i)].n, moments[size_t(i)].mean, moments[size_t(i)].squares);
    for (int k = 0; k < L; ++k) {
      mean[block * L + k] = float(total.mean[k]);
      rstd[block * L + k] = rstd_of<float>({total.n, total.mean[k], total.squares[k]}, eps);
    }
  }
  apply_panels<L>(s, x, weight, bias, mean, rstd, y);
}

void batch_norm(mk_dtype dtype, ChannelShape s, const void *x, const void *weight, const void *bias, double eps, void *y, void *mean, void *rstd) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    auto train = s.wide() ? train_wide<T> : train_narrow<T>;
    if constexpr (std::is_same_v<T, float>) {
      if (s.block == 16) train = train_panels<16>;
      if (s.block == 8) train = train_panels<8>;
    }
    train(s, static_cast<const T *>(x), static_cast<const T *>(weight), static_cast<const T *>(bias), eps, static_cast<T *>(y), static_cast<T *>(mean),
          static_cast<T *>(rstd));
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

void batch_norm_apply(mk_dtype dtype, ChannelShape s, const void *x, const void *weight, const void *bias, const void *mean, const void *rstd, void *y) {
  auto run = [&](auto tag) HWY_ATTR {
    using T = typename decltype(tag)::type;
    auto apply = apply_dtype<T>;
    if constexpr (std::is_same_v<T, float>) {
      if (s.block == 16) apply = apply_panels<16>;
      if (s.block == 8) apply = apply_panels<8>;
    }
    apply(s, static_cast<const T *>(x), static_cast<const T *>(weight), static_cast<const T *>(bias), static_cast<const T *>(mean),
          static_cast<const T *>(rstd), static_cast<T *>(y));
  };
  dtype == MK_F64 ? run(type_tag<double>()) : run(type_tag<float>());
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(batch_norm);
HWY_EXPORT(batch_norm_apply);

extern "C" void mk_batch_norm(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int block, const void *x, const void *weight, const void *bias, double eps,
                              void *y, void *mean, void *rstd) {
  HWY_DYNAMIC_DISPATCH(batch_norm)(dtype, channel_shape(batch, channels, inner, block), x, weight, bias, eps, y, mean, rstd);
}

extern "C" void mk_batch_norm_apply(mk_dtype dtype, mk_int batch, mk_int channels, mk_int inner, mk_int block, const void *x, const void *weight, const void *bias,
                                    const void *mean, const void *rstd, void *y) {
  HWY_DYNAMIC_DISPATCH(batch_norm_apply)(dtype, channel_shape(batch, channels, inner, block), x, weight, bias, mean, rstd, y);
}

} // namespace mk
#endif
