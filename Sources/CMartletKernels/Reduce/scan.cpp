// Running sums, products, extremes (with their positions) and log-sum-exps.
#include "include/mk_reduce.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Reduce/scan.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Reduce/lines-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

constexpr int kScan = 8; // 64-bit lanes

// v[i] becomes the combination of v[0] … v[i]: within pairs, within halves, across the halves. Shuffles that fit such steps
// are single cheap instructions, which shifts by one and two lanes are not.
template <class V, class Op>
HWY_INLINE V prefix(V v, V e, const Op &op) { // e: the identity
  v = op.combine(v, V(__builtin_shufflevector(e, v, 0, 8, 2, 10, 4, 12, 6, 14)));
  v = op.combine(v, V(__builtin_shufflevector(e, v, 0, 1, 9, 9, 4, 5, 13, 13)));
  return op.combine(v, V(__builtin_shufflevector(e, v, 0, 1, 2, 3, 11, 11, 11, 11)));
}

// Sum or product, carried in double or in wrapping 64-bit integers.
template <class T, class Op> struct RunningTotal {
  static constexpr int kPasses = 1;
  using Total = typename Op::Total;
  using Out = std::conditional_t<is_real<T>, T, int64_t>;

  void line(mk_int n, const T *x, const T *, Out *out) const {
    using V = Vec<Total, kScan>;
    Op op;
    V e = V(op.identity()), carried = e;
    mk_int i = 0;
    for (; i + kScan <= n; i += kScan) {
      V v = prefix(to<V>(load<kScan>(x + i)), e, op);
      store<Out, kScan>(out + i, to<Vec<Out, kScan>>(op.combine(carried, v)));
      // One operation, not four, lies between a vector and the next.
      carried = op.combine(carried, V(__builtin_shufflevector(v, v, 7, 7, 7, 7, 7, 7, 7, 7)));
    }
    Total carry = carried[0];
    for (; i < n; ++i) {
      carry = op.combine(carry, Total(x[i]));
      out[i] = Out(carry);
    }
  }

  void lines(mk_int n, mk_int width, const T *x, const T *, mk_int x_stride, Out *out, mk_int out_stride) const {
    Op op;
    Total total[kTile];
    std::fill_n(total, width, op.identity());
    for (mk_int r = 0; r < n; ++r) {
      const T *HWY_RESTRICT row = x + r * x_stride;
      Out *HWY_RESTRICT result = out + r * out_stride;
      for (mk_int j = 0; j < width; ++j) {
        total[j] = op.combine(total[j], Total(row[j]));
        result[j] = Out(total[j]);
      }
    }
  }
};

// log(exp a + exp b), with the larger one taken out.
HWY_INLINE double log_add(double a, double b) {
  double high = Greater::pick(a, b), low = Less::pick(a, b);
  return std::isfinite(high) ? high + std::log1p(std::exp(low - high)) : high;
}

template <class T> struct RunningLogSumExp {
  static constexpr int kPasses = 1;
  void line(mk_int n, const T *x, const T *, T *out) const { lines(n, 1, x, x, 1, out, 1); }
  void lines(mk_int n, mk_int width, const T *x, const T *, mk_int x_stride, T *out, mk_int out_stride) const {
    double total[kTile];
    std::fill_n(total, width, -std::numeric_limits<double>::infinity());
    for (mk_int r = 0; r < n; ++r)
      for (mk_int j = 0; j < width; ++j) out[r * out_stride + j] = T(total[j] = log_add(total[j], double(x[r * x_stride + j])));
  }
};

template <class S>
void running_extreme(bool want_max, mk_int outer, mk_int n, mk_int inner, const S *x, S *out, int64_t *indices) {
  using T = Loop<S>;
  mk_int tiles = (inner + kTile - 1) / kTile;
  parallel(outer * tiles, grain_for(10 + double(n * std::min(inner, kTile))), [&](mk_int begin, mk_int end) HWY_ATTR {
    T best[kTile];
    int64_t place[kTile];
    for (mk_int task = begin; task < end; ++task) {
      mk_int first = task / tiles * n * inner + task % tiles * kTile, width = std::min(kTile, inner - task % tiles * kTile);
      for (mk_int r = 0; r < n; ++r)
        for (mk_int j = 0; j < width; ++j) {
          mk_int at = first + r * inner + j;
          T value = convert<T>(x[at]);
          // Of equals the later one counts, and so does the later NaN.
          bool moves = r == 0 || value != value || (best[j] == best[j] && (want_max ? value >= best[j] : value <= best[j]));
          best[j] = moves ? value : best[j];
          place[j] = moves ? r : place[j];
          out[at] = convert<S>(best[j]);
          if (indices) indices[at] = place[j];
        }
    }
  });
}

template <class S>
void scan_dtype(mk_scan_op op, mk_int outer, mk_int n, mk_int inner, const S *x, void *out, int64_t *indices) {
  using T = Loop<S>;
  using Out = std::conditional_t<is_real<T>, T, int64_t>;
  using O = std::conditional_t<is_float<S>, S, int64_t>;
  switch (op) {
    case MK_SCAN_SUM: return for_lines<1, S, O, Out>(RunningTotal<T, Sum<T>>(), outer, n, inner, x, x, static_cast<O *>(out), 0.4);
    case MK_SCAN_PROD: return for_lines<1, S, O, Out>(RunningTotal<T, Prod<T>>(), outer, n, inner, x, x, static_cast<O *>(out), 0.4);
    case MK_SCAN_MAX:
    case MK_SCAN_MIN: return running_extreme(op == MK_SCAN_MAX, outer, n, inner, x, static_cast<S *>(out), indices);
    case MK_SCAN_LOGSUMEXP:
      if constexpr (is_float<S>) for_lines<1, S, S, T>(RunningLogSumExp<T>(), outer, n, inner, x, x, static_cast<S *>(out), 30);
      return;
  }
}

void scan(mk_scan_op op, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *out, int64_t *indices) {
  with_dtype(dtype, [&](auto tag) HWY_ATTR {
    using S = typename decltype(tag)::type;
    scan_dtype(op, outer, n, inner, static_cast<const S *>(x), out, indices);
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(scan);

extern "C" void mk_scan(mk_scan_op op, mk_dtype dtype, mk_int outer, mk_int n, mk_int inner, const void *x, void *out, int64_t *indices) {
  HWY_DYNAMIC_DISPATCH(scan)(op, dtype, outer, n, inner, x, out, indices);
}

} // namespace mk
#endif
