// Brings several strided operands over one shape to the simplest common form: dims of size 1 dropped, the order of the
// first operand's memory, forward, adjacent dims merged where every operand allows it.
#ifndef MK_INTERNAL_STRIDED_H
#define MK_INTERNAL_STRIDED_H
#include <utility>
#include "include/mk_types.h"
#include "internal/dtypes.h"

namespace mk {

// Operand 0 is the one that is written. The last dim is the innermost.
template <int N>
struct Strided {
  int ndim = 0;
  mk_int shape[MK_MAX_DIMS];
  mk_int strides[N][MK_MAX_DIMS];
  char *data[N];

  Strided(int count, int ndim_in, const mk_int *shape_in, const mk_operand *const *operands) : operands_used(count) {
    for (int k = 0; k < count; ++k) data[k] = static_cast<char *>(operands[k]->data);
    for (int d = 0; d < ndim_in; ++d) {
      if (shape_in[d] == 1) continue;
      shape[ndim] = shape_in[d];
      for (int k = 0; k < count; ++k) strides[k][ndim] = operands[k]->strides[d];
      if (strides[0][ndim] < 0) flip(ndim, operands);
      ++ndim;
    }
    order();
    merge();
  }

  mk_int count() const {
    mk_int product = 1;
    for (int d = 0; d < ndim; ++d) product *= shape[d];
    return product;
  }

private:
  int operands_used;

  void flip(int d, const mk_operand *const *operands) {
    for (int k = 0; k < operands_used; ++k) {
      data[k] += (shape[d] - 1) * strides[k][d] * size_of(operands[k]->dtype);
      strides[k][d] = -strides[k][d];
    }
  }

  void order() { // insertion sort: shapes are short and nearly always ordered already
    for (int d = 1; d < ndim; ++d)
      for (int e = d; e > 0 && strides[0][e - 1] < strides[0][e]; --e) {
        std::swap(shape[e - 1], shape[e]);
        for (int k = 0; k < operands_used; ++k) std::swap(strides[k][e - 1], strides[k][e]);
      }
  }

  void merge() {
    int kept = 0;
    for (int d = 1; d < ndim; ++d) {
      bool mergeable = true;
      for (int k = 0; k < operands_used; ++k) mergeable &= strides[k][kept] == strides[k][d] * shape[d];
      if (mergeable) shape[kept] *= shape[d];
      else shape[++kept] = shape[d];
      for (int k = 0; k < operands_used; ++k) strides[k][kept] = strides[k][d];
    }
    if (ndim > 0) ndim = kept + 1;
  }
};

// Walks the first `ndim` dims of a layout in order, from a linear index on. sizes: the operands' element sizes.
template <int N>
struct Position {
  char *data[N];

  Position(const Strided<N> &walked, int operand_count, int dims, const mk_int *element_sizes, mk_int linear)
      : layout(walked), count(operand_count), ndim(dims), sizes(element_sizes) {
    for (int k = 0; k < count; ++k) data[k] = layout.data[k];
    for (int d = ndim - 1; d >= 0; --d) {
      index[d] = linear % layout.shape[d];
      linear /= layout.shape[d];
      move(d, index[d]);
    }
  }

  void advance() {
    for (int d = ndim - 1; d >= 0; --d) {
      move(d, 1);
      if (++index[d] < layout.shape[d]) return;
      move(d, -index[d]);
      index[d] = 0;
    }
  }

private:
  const Strided<N> &layout;
  int count, ndim;
  const mk_int *sizes;
  mk_int index[MK_MAX_DIMS];

  void move(int d, mk_int steps) {
    for (int k = 0; k < count; ++k) data[k] += steps * layout.strides[k][d] * sizes[k];
  }
};

} // namespace mk
#endif
