// A product whose right side stays the same over many steps: packed once, multiplied by a few rows at a time.
#if defined(MK_RECURRENT_PANELS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_RECURRENT_PANELS_INL_H
#undef MK_RECURRENT_PANELS_INL_H
#else
#define MK_RECURRENT_PANELS_INL_H
#endif
#include <algorithm>
#include <memory>
#include "hwy/highway.h"
#include "include/mk_memory.h"
#include "internal/lanes-inl.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

// One register of the instruction set. Each sum has a lane of its own and goes down the depth in order, so results depend on neither
// the width of registers nor the number of rows that are multiplied together.
template <class T> inline constexpr int kRegister = std::min<int>(HWY_MAX_BYTES, 64) / int(sizeof(T));
// How many sums fit into registers beside a row of a panel.
inline constexpr int kSums = HWY_MAX_BYTES >= 64 || HWY_ARCH_ARM ? 24 : 12;
// Two registers wide, a panel of usual depth stays in the first-level cache while all rows go by.
inline constexpr int kRowsAtMost = 12, kNarrow = 2, kWide = 8;

constexpr int rows_beside(int vectors) { return std::min(kRowsAtMost, std::max(1, kSums / vectors)); }

// out[r] += a[r] · panel for R rows and a panel of V registers; only the first `width` columns of it exist.
template <class T, int R, int V>
HWY_NOINLINE void multiply_tile(mk_int depth, const T *const *a, const T *panel, T *const *out, mk_int at, mk_int width) {
  constexpr int lanes = kRegister<T>;
  using Lanes = Vec<T, lanes>;
  Lanes sum[R][V] = {};
  const T *row[R];
  for (int r = 0; r < R; ++r) row[r] = a[r];
  for (mk_int p = 0; p < depth; ++p, panel += V * lanes) {
    Lanes column[V];
#pragma clang loop unroll(full)
    for (int v = 0; v < V; ++v) column[v] = load<lanes>(panel + v * lanes);
#pragma clang loop unroll(full)
    for (int r = 0; r < R; ++r)
#pragma clang loop unroll(full)
      for (int v = 0; v < V; ++v) sum[r][v] += row[r][p] * column[v];
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < R; ++r) {
    T *to = out[r] + at, edge[V * lanes];
    T *whole = width == V * lanes ? to : edge;
    if (whole == edge) std::copy_n(to, width, edge);
#pragma clang loop unroll(full)
    for (int v = 0; v < V; ++v) store(whole + v * lanes, load<lanes>(whole + v * lanes) + sum[r][v]);
    if (whole == edge) std::copy_n(edge, width, to);
  }
}

// The tile of so many rows.
template <class T, int V, int R = rows_beside(V)>
HWY_INLINE void multiply_rows(int rows, mk_int depth, const T *const *a, const T *panel, T *const *out, mk_int at, mk_int width) {
  if constexpr (R > 1)
    if (rows < R) return multiply_rows<T, V, R - 1>(rows, depth, a, panel, out, at, width);
  multiply_tile<T, R, V>(depth, a, panel, out, at, width);
}

// A matrix (depth, columns) in panels of a few registers' width, each in the order in which it is read.
template <class T> class Panels {
public:
  // From w, row-major (depth, columns), or with `transposed` (columns, depth). Few rows want wide panels: their sums are what keeps
  // the multipliers busy.
  Panels(const T *w, bool transposed, mk_int depth, mk_int columns, mk_int rows)
      : depth_(depth), columns_(columns), widest_(rows <= 2 ? kWide : kNarrow), bytes_(round_up(columns) * depth * mk_int(sizeof(T))),
        memory_(static_cast<T *>(mk_alloc(bytes_)), Free{bytes_}) {
    const mk_int registers = round_up(columns) / kRegister<T>;
    const double cost = 0.5 * double(depth) * kRegister<T>;
    parallel((registers + widest_ - 1) / widest_, grain_for(cost * widest_), [&](mk_int begin, mk_int end) HWY_ATTR {
      for (mk_int at = begin * widest_; at < std::min(registers, end * widest_); at += vectors(at)) pack(w, transposed, at);
    });
  }

  // out[r][j] += Σ a[r][p] · this[p][j] for each of the rows.
  void add_product(mk_int rows, const T *const *a, T *const *out) const {
    const mk_int registers = round_up(columns_) / kRegister<T>;
    for (mk_int at = 0; at < registers; at += vectors(at)) {
      const int v = vectors(at);
      const mk_int most = rows_beside(v), tiles = (rows + most - 1) / most;
      const mk_int column = at * kRegister<T>, width = std::min<mk_int>(columns_ - column, v * kRegister<T>);
      for (mk_int i = 0; i < tiles; ++i) { // of nearly equal heights: a low tile wastes the multipliers
        const mk_int first = rows * i / tiles, count = rows * (i + 1) / tiles - first;
        multiply(v, int(count), a + first, memory_.get() + column * depth_, out + first, column, width);
      }
    }
  }

private:
  struct Free {
    mk_int bytes;
    void operator()(T *block) const { mk_free(block, bytes); }
  };
  mk_int depth_, columns_;
  int widest_;
  mk_int bytes_;
  std::unique_ptr<T, Free> memory_;

  static mk_int round_up(mk_int columns) { return (columns + kRegister<T> - 1) / kRegister<T> * kRegister<T>; }

  // How many registers wide the panel is that begins at register `at`.
  int vectors(mk_int at) const {
    const mk_int left = round_up(columns_) / kRegister<T> - at;
    return left >= widest_ ? widest_ : int(std::min<mk_int>(left, kNarrow));
  }

  HWY_NOINLINE void pack(const T *HWY_RESTRICT w, bool transposed, mk_int at) {
    const mk_int first = at * kRegister<T>, width = vectors(at) * kRegister<T>, live = std::min(columns_ - first, width);
    T *HWY_RESTRICT to = memory_.get() + first * depth_;
    if (live < width) std::fill(to, to + width * depth_, T(0));
    if (transposed) {
      for (mk_int j = 0; j < live; ++j)
        for (mk_int p = 0; p < depth_; ++p) to[p * width + j] = w[(first + j) * depth_ + p];
    } else {
      for (mk_int p = 0; p < depth_; ++p)
        for (mk_int j = 0; j < live; ++j) to[p * width + j] = w[p * columns_ + first + j];
    }
  }

  HWY_INLINE void multiply(int vectors, int rows, const T *const *a, const T *panel, T *const *out, mk_int at, mk_int width) const {
    if (vectors == kWide) return multiply_rows<T, kWide>(rows, depth_, a, panel, out, at, width);
    if (vectors == kNarrow) return multiply_rows<T, kNarrow>(rows, depth_, a, panel, out, at, width);
    multiply_rows<T, 1>(rows, depth_, a, panel, out, at, width);
  }
};

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
