// The loops of batch norm over a convolution's channel-blocked layout: (batch, channels / L, inner, L), L channels side by side. A panel
// is one block's run in one sample, inner positions of L lanes; every coefficient is a vector of L.
#if defined(MK_NORM_PANELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_NORM_PANELS_INL_H
#undef MK_NORM_PANELS_INL_H
#else
#define MK_NORM_PANELS_INL_H
#endif
#include "Norm/channels-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

constexpr mk_int kPositions = 256; // summed in float before they go to a total in double; 16 KiB of 16 lanes stay in the first-level cache

// `Moments` of L channels at once.
template <int L> struct PanelMoments {
  double n = 0, mean[L] = {}, squares[L] = {};

  HWY_INLINE void add(double m, const double *HWY_RESTRICT means, const double *HWY_RESTRICT more) {
    double share = m / (n + m), weight = n * share;
    for (int k = 0; k < L; ++k) {
      double apart = means[k] - mean[k];
      mean[k] += apart * share;
      squares[k] += more[k] + apart * apart * weight;
    }
    n += m;
  }
};

// `GradientSums` of L channels at once.
template <int L> struct PanelSums {
  double dy[L] = {}, product[L] = {};
};

template <int L>
HWY_NOINLINE void panel_moments(mk_int positions, const float *x, PanelMoments<L> &total) {
  using V = Vec<float, L>;
  for (mk_int first = 0; first < positions; first += kPositions) {
    mk_int n = std::min(kPositions, positions - first);
    const float *from = x + first * L;
    V s[4] = {V(0), V(0), V(0), V(0)}, q[4] = {V(0), V(0), V(0), V(0)};
    mk_int p = 0;
    for (; p + 4 <= n; p += 4)
      for (int u = 0; u < 4; ++u) s[u] += load<L>(from + (p + u) * L);
    for (; p < n; ++p) s[0] += load<L>(from + p * L);
    V shift = ((s[0] + s[1]) + (s[2] + s[3])) / float(n); // near the mean; what it lacks, the sum of deviations takes away
    for (V &v : s) v = V(0);
    auto take = [&](mk_int at, int u) HWY_ATTR {
      V a = load<L>(from + at * L) - shift;
      s[u] += a;
      q[u] += a * a;
    };
    for (p = 0; p + 4 <= n; p += 4)
      for (int u = 0; u < 4; ++u) take(p + u, u);
    for (; p < n; ++p) take(p, 0);
    V sum = (s[0] + s[1]) + (s[2] + s[3]), square = (q[0] + q[1]) + (q[2] + q[3]);
    double means[L], squares[L];
    for (int k = 0; k < L; ++k) {
      means[k] = double(shift[k]) + double(sum[k]) / double(n);
      squares[k] = double(square[k]) - double(sum[k]) * double(sum[k]) / double(n);
    }
    total.add(double(n), means, squares);
  }
}

template <int L>
HWY_NOINLINE void panel_sums(mk_int positions, const float *x, const float *dy, const float *mean, PanelSums<L> &total) {
  using V = Vec<float, L>;
  const V centre = load<L>(mean);
  for (mk_int first = 0; first < positions; first += kPositions) {
    mk_int n = std::min(kPositions, positions - first), p = 0;
    const float *xs = x + first * L, *ds = dy + first * L;
    V s[4] = {V(0), V(0), V(0), V(0)}, q[4] = {V(0), V(0), V(0), V(0)};
    auto take = [&](mk_int at, int u) HWY_ATTR {
      V d = load<L>(ds + at * L);
      s[u] += d;
      q[u] += d * (load<L>(xs + at * L) - centre);
    };
    for (; p + 4 <= n; p += 4)
      for (int u = 0; u < 4; ++u) take(p + u, u);
    for (; p < n; ++p) take(p, 0);
    V sum = (s[0] + s[1]) + (s[2] + s[3]), product = (q[0] + q[1]) + (q[2] + q[3]);
    for (int k = 0; k < L; ++k) {
      total.dy[k] += double(sum[k]);
      total.product[k] += double(product[k]);
    }
  }
}

template <int L>
HWY_NOINLINE void panel_affine(mk_int positions, const float *HWY_RESTRICT x, const float *mean, const float *scale, const float *shift, float *HWY_RESTRICT y) {
  const auto m = load<L>(mean), a = load<L>(scale), b = load<L>(shift);
  for (mk_int p = 0; p < positions; ++p) store(y + p * L, (load<L>(x + p * L) - m) * a + b);
}

template <int L>
HWY_NOINLINE void panel_gradient(mk_int positions, const float *HWY_RESTRICT x, const float *HWY_RESTRICT dy, const float *mean, const float *of_dy,
                                 const float *of_x, const float *constant, float *HWY_RESTRICT dx) {
  const auto m = load<L>(mean), a = load<L>(of_dy), b = load<L>(of_x), c = load<L>(constant);
  for (mk_int p = 0; p < positions; ++p) store(dx + p * L, load<L>(dy + p * L) * a + ((load<L>(x + p * L) - m) * b + c));
}

// The panels of one block of channels, cut into groups of samples of at least kPositions where they are small, so that the
// cost of a group's sums does not show.
struct PanelGroups {
  mk_int blocks, samples, groups; // samples to a group, groups to a block

  explicit PanelGroups(ChannelShape s, mk_int lanes)
      : blocks(s.channels / lanes), samples((kPositions + s.inner - 1) / s.inner), groups((s.batch + samples - 1) / samples) {}
};

// body(block, group, offset) for each panel.
template <int L, class Body> void for_panels(ChannelShape s, PanelGroups g, double cost, const Body &body) {
  parallel(g.blocks * g.groups, grain_for(cost * double(g.samples * s.inner * L)), [&](mk_int begin, mk_int end) HWY_ATTR {
    for (mk_int i = begin; i < end; ++i) {
      mk_int first = i % g.groups * g.samples;
      for (mk_int b = first; b < std::min(s.batch, first + g.samples); ++b) body(i / g.groups, i % g.groups, (b * g.blocks + i / g.groups) * s.inner * L);
    }
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
