// Brings (outer, n, inner) arrays to kernels that map one line of n elements to another of n: softmax, its gradient, scans.
// A kernel has two loops: over one contiguous line, and over neighbouring lines side by side.
//   kernel.line(n, x, y, out)
//   kernel.lines(n, width, x, y, x_stride, out, out_stride)      out must not be an input
//   Kernel::kPasses                                              how often lines() goes over its data
#if defined(MK_REDUCE_LINES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_REDUCE_LINES_INL_H
#undef MK_REDUCE_LINES_INL_H
#else
#define MK_REDUCE_LINES_INL_H
#endif
#include <memory>
#include "Reduce/kernels-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class To, class From>
HWY_NOINLINE void copy_line(mk_int n, const From *x, mk_int x_stride, To *out, mk_int out_stride) {
  if (x_stride == 1 && out_stride == 1) {
    for (mk_int i = 0; i < n; ++i) out[i] = convert<To>(x[i]);
  } else {
    for (mk_int i = 0; i < n; ++i) out[i * out_stride] = convert<To>(x[i * x_stride]);
  }
}

// Side by side from this many lines on; fewer are gathered one by one, because vectors run across them.
constexpr mk_int kSideBySide = 16;

// `inputs` is 1 or 2; S and O are the element types in memory, Out what the kernel writes.
template <int inputs, class S, class O, class Out, class Kernel>
void for_lines(const Kernel &kernel, mk_int outer, mk_int n, mk_int inner, const S *x, const S *y, O *out, double cost) {
  using In = Loop<S>;
  if (outer <= 0 || n <= 0 || inner <= 0) return;
  mk_int grain = grain_for(10 + cost * double(n));
  if constexpr (!is_narrow<S>)
    if (inner == 1)
      return parallel(outer, grain, [&](mk_int begin, mk_int end) HWY_ATTR {
        for (mk_int i = begin; i < end; ++i) kernel.line(n, x + i * n, y + i * n, out + i * n);
      });
  if (inner < kSideBySide)
    return parallel(outer * inner, grain, [&](mk_int begin, mk_int end) HWY_ATTR {
      std::unique_ptr<In[]> in(new In[size_t(n * inputs)]);
      std::unique_ptr<Out[]> result(new Out[size_t(n)]);
      In *second = in.get() + n * (inputs - 1);
      for (mk_int i = begin; i < end; ++i) {
        mk_int first = i / inner * n * inner + i % inner;
        copy_line(n, x + first, inner, in.get(), 1);
        if (inputs == 2) copy_line(n, y + first, inner, second, 1);
        kernel.line(n, in.get(), second, result.get());
        copy_line(n, result.get(), 1, out + first, inner);
      }
    });
  // As many lines at a time as the second-level cache holds.
  mk_int width = std::clamp<mk_int>(65536 / n / 16 * 16, 64, kTile), tiles = (inner + width - 1) / width;
  // A kernel that passes over its lines several times works on a copy: the rows of a wide array lie so far apart that few of
  // them stay in the cache together.
  const bool staged = is_narrow<S> || (Kernel::kPasses > 1 && n * inner > 65536);
  parallel(outer * tiles, grain_for(10 + cost * double(n * std::min(width, inner))), [&](mk_int begin, mk_int end) HWY_ATTR {
    std::unique_ptr<In[]> in(staged ? new In[size_t(n * width * inputs)] : nullptr);
    std::unique_ptr<Out[]> result(staged ? new Out[size_t(n * width)] : nullptr);
    for (mk_int task = begin; task < end; ++task) {
      mk_int column = task % tiles * width, count = std::min(width, inner - column);
      mk_int first = task / tiles * n * inner + column;
      if (staged) {
        In *second = in.get() + n * width * (inputs - 1);
        for (mk_int r = 0; r < n; ++r) {
          copy_line(count, x + first + r * inner, 1, in.get() + r * width, 1);
          if (inputs == 2) copy_line(count, y + first + r * inner, 1, second + r * width, 1);
        }
        kernel.lines(n, count, in.get(), second, width, result.get(), width);
        for (mk_int r = 0; r < n; ++r) copy_line(count, result.get() + r * width, 1, out + first + r * inner, 1);
      } else if constexpr (!is_narrow<S>) {
        kernel.lines(n, count, x + first, y + first, inner, out + first, inner);
      }
    }
  });
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
