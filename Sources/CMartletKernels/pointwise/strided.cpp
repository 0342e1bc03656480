// mk_pointwise: any strides, any dtypes. The shape is cut into tiles that fit the first-level cache; operands that a loop
// cannot read in place are packed for each tile, and an output that it cannot write in place goes through a buffer.
#include <algorithm>
#include "copy/rows.h"
#include "include/mk_pointwise.h"
#include "internal/parallel.h"
#include "internal/strided.h"
#include "pointwise/loop.h"

namespace mk {
namespace {

constexpr int max_operands = 4; // the output and three inputs
constexpr mk_int direct_tile = 16 * pointwise_chunk;

enum class Access {
  direct,    // rows of the compute dtype with stride 1: the loop uses the memory itself
  packed,    // copied to or from a buffer, converted on the way
  single,    // one element for a whole row, read in place by a loop made for that
  constant,  // one element for a whole row, repeated in a buffer
  transposed // contiguous along the other dim of the tile
};

struct Plan {
  const Strided<max_operands> &layout;
  PointwiseLoop loop;
  const double *params;
  int operands;
  mk_dtype compute, result;            // dtypes that the loop reads and writes
  mk_dtype dtypes[max_operands];
  mk_int sizes[max_operands];
  Access access[max_operands];
  RowCopy copy[max_operands];          // into the compute dtype; for the output, out of the result dtype
  int outer;                           // dims before the two of a tile
  mk_int rows, columns;                // extents of the last two dims
  mk_int tile_rows, tile_columns;
  bool joined;                         // all operands are packed: one call of the loop for a whole tile

  mk_dtype loop_dtype(int k) const { return k == 0 ? result : compute; }
  mk_int row_stride(int k) const { return layout.strides[k][outer]; }
  mk_int column_stride(int k) const { return layout.strides[k][outer + 1]; }
};

// Buffers of one thread, and what they hold.
struct Workspace {
  alignas(64) char buffer[max_operands][pointwise_chunk * 8];
  const char *filled_from[max_operands] = {}; // the element that a constant operand's buffer repeats
};

void pack(const Plan &plan, int k, const char *from, mk_int rows, mk_int columns, Workspace &work) {
  mk_int size = size_of(plan.compute);
  char *to = work.buffer[k];
  if (plan.access[k] == Access::transposed) {
    transpose_tile(size, rows, columns, to, columns, from, plan.column_stride(k));
    return;
  }
  if (plan.row_stride(k) == plan.column_stride(k) * columns || rows == 1) {
    plan.copy[k](rows * columns, to, 1, from, plan.column_stride(k));
    return;
  }
  for (mk_int r = 0; r < rows; ++r)
    plan.copy[k](columns, to + r * columns * size, 1, from + r * plan.row_stride(k) * plan.sizes[k], plan.column_stride(k));
}

void fill_constant(const Plan &plan, int k, const char *from, Workspace &work) {
  if (work.filled_from[k] == from) return;
  work.filled_from[k] = from;
  plan.copy[k](plan.tile_columns, work.buffer[k], 1, from, 0);
}

void run_tile(const Plan &plan, char *const *at, mk_int rows, mk_int columns, Workspace &work) {
  for (int k = 1; k < plan.operands; ++k)
    if (plan.access[k] == Access::packed || plan.access[k] == Access::transposed) pack(plan, k, at[k], rows, columns, work);
  mk_int calls = plan.joined ? 1 : rows, n = plan.joined ? rows * columns : columns;
  mk_int size = size_of(plan.compute), result_size = size_of(plan.result);
  for (mk_int r = 0; r < calls; ++r) {
    const char *x[max_operands] = {};
    for (int k = 1; k < plan.operands; ++k) {
      char *row = at[k] + r * plan.row_stride(k) * plan.sizes[k];
      if (plan.access[k] == Access::constant) fill_constant(plan, k, row, work);
      if (plan.access[k] == Access::direct || plan.access[k] == Access::single) x[k] = row;
      else x[k] = work.buffer[k] + (plan.access[k] == Access::constant ? 0 : r * columns * size);
    }
    bool direct = plan.access[0] == Access::direct;
    char *out = direct ? at[0] + r * plan.row_stride(0) * plan.sizes[0] : work.buffer[0] + r * columns * result_size;
    plan.loop(n, out, x[1], x[2], x[3], plan.params);
  }
  if (plan.access[0] == Access::direct) return;
  for (mk_int r = 0; r < rows; ++r)
    plan.copy[0](columns, at[0] + r * plan.row_stride(0) * plan.sizes[0], plan.column_stride(0), work.buffer[0] + r * columns * result_size, 1);
}

// A transposed input's contiguous dim becomes the tile's row dim; all others keep their order.
int tile_row_dim(const Strided<max_operands> &layout, int operands) {
  int inner = layout.ndim - 1;
  for (int k = 1; k < operands; ++k) {
    if (layout.strides[k][inner] == 0 || layout.strides[k][inner] == 1) continue;
    for (int d = 0; d < inner; ++d)
      if (layout.strides[k][d] == 1 && layout.shape[d] > 1) return d;
  }
  return inner - 1;
}

// At least two dims, and the tile's dims last.
void arrange(Strided<max_operands> &layout, int operands) {
  while (layout.ndim < 2) {
    if (layout.ndim == 1) {
      layout.shape[1] = layout.shape[0];
      for (int k = 0; k < operands; ++k) layout.strides[k][1] = layout.strides[k][0];
    }
    layout.shape[0] = 1;
    for (int k = 0; k < operands; ++k) layout.strides[k][0] = 0;
    ++layout.ndim;
  }
  for (int d = tile_row_dim(layout, operands); d + 2 < layout.ndim; ++d) {
    std::swap(layout.shape[d], layout.shape[d + 1]);
    for (int k = 0; k < operands; ++k) std::swap(layout.strides[k][d], layout.strides[k][d + 1]);
  }
}

void choose_access(Plan &plan, mk_pointwise_op op) {
  constexpr mk_int narrow = 64; // rows shorter than this are packed together: a call of the loop each would cost too much
  plan.joined = plan.columns < narrow && plan.rows > 1;
  bool any_transposed = false, any_packed = false, any_constant = false;
  int single_mask = 0; // constant inputs
  for (int k = 0; k < plan.operands; ++k) {
    mk_int stride = plan.column_stride(k);
    bool same = plan.dtypes[k] == plan.loop_dtype(k);
    if (plan.joined) plan.access[k] = Access::packed;
    else if (same && stride == 1) plan.access[k] = Access::direct;
    else if (k > 0 && stride == 0) plan.access[k] = Access::constant;
    else plan.access[k] = Access::packed;
    if (k > 0 && same && plan.access[k] == Access::packed && plan.row_stride(k) == 1 && stride != 1) plan.access[k] = Access::transposed;
    any_transposed |= plan.access[k] == Access::transposed;
    any_packed |= plan.access[k] == Access::packed;
    if (plan.access[k] == Access::constant) {
      any_constant = true;
      single_mask |= (same ? 1 : 8) << (k - 1); // 8: to be converted, hence in a buffer
    }
    plan.copy[k] = k == 0 ? row_copy(plan.dtypes[0], plan.result) : row_copy(plan.compute, plan.dtypes[k]);
  }
  if (PointwiseLoop broadcast = pointwise_broadcast_loop_for(op, plan.compute, single_mask)) {
    plan.loop = broadcast;
    any_constant = false;
    for (int k = 1; k < plan.operands; ++k)
      if (single_mask >> (k - 1) & 1) plan.access[k] = Access::single;
  }
  bool buffered = any_packed || any_transposed;
  mk_int widest = any_transposed ? 64 : buffered || any_constant ? pointwise_chunk : direct_tile;
  mk_int column_tiles = (plan.columns + widest - 1) / widest;
  plan.tile_columns = (plan.columns + column_tiles - 1) / column_tiles;
  // Without buffers to fill, a tile may have many rows: that spreads the cost of finding the next one. Only whole rows, so
  // that memory is still passed over in its order.
  mk_int elements = buffered ? pointwise_chunk : column_tiles == 1 ? direct_tile : plan.tile_columns;
  plan.tile_rows = std::clamp<mk_int>(elements / plan.tile_columns, 1, plan.rows);
}

} // namespace
} // namespace mk

using namespace mk;

extern "C" int mk_pointwise(mk_pointwise_op op, mk_dtype compute, int ndim, const mk_int *shape, const mk_operand *out, int n_in,
                            const mk_operand *in, const double *params) {
  PointwiseLoop loop = pointwise_loop_for(op, compute);
  if (!loop) return -1;
  for (int d = 0; d < ndim; ++d)
    if (shape[d] == 0) return 0;
  const PointwiseTraits &traits = pointwise_traits[op];
  const mk_operand *operands[max_operands] = {out};
  int count = 1 + n_in;
  for (int k = 1; k < count; ++k) operands[k] = &in[k - 1];
  Strided<max_operands> layout(count, ndim, shape, operands);

  mk_dtype result = traits.test ? MK_BOOL : compute;
  bool dense = layout.ndim <= 1 && out->dtype == result && (layout.ndim == 0 || layout.strides[0][0] == 1);
  int scalars = 0;
  for (int k = 1; k < count; ++k) {
    mk_int stride = layout.ndim == 0 ? 1 : layout.strides[k][0];
    dense &= in[k - 1].dtype == compute && (stride == 0 || stride == 1);
    if (stride == 0) scalars |= 1 << (k - 1);
  }
  if (dense) return mk_pointwise_dense(op, compute, layout.count(), layout.data[0], layout.data[1], count > 2 ? layout.data[2] : nullptr,
                                       count > 3 ? layout.data[3] : nullptr, scalars, params);

  arrange(layout, count);
  Plan plan{layout, loop, params, count, compute, result, {}, {}, {}, {}, layout.ndim - 2, 0, 0, 0, 0, false};
  for (int k = 0; k < count; ++k) {
    plan.dtypes[k] = operands[k]->dtype;
    plan.sizes[k] = size_of(operands[k]->dtype);
  }
  plan.rows = layout.shape[plan.outer];
  plan.columns = layout.shape[plan.outer + 1];
  choose_access(plan, op);

  mk_int row_tiles = (plan.rows + plan.tile_rows - 1) / plan.tile_rows;
  mk_int column_tiles = (plan.columns + plan.tile_columns - 1) / plan.tile_columns;
  mk_int tiles = row_tiles * column_tiles, planes = 1;
  for (int d = 0; d < plan.outer; ++d) planes *= layout.shape[d];
  double cost = (traits.nanoseconds + 0.2) * double(plan.tile_rows * plan.tile_columns);
  parallel(planes * tiles, grain_for(cost), [&](mk_int begin, mk_int end) {
    Workspace work;
    Position<max_operands> plane(layout, count, plan.outer, plan.sizes, begin / tiles);
    mk_int tile = begin % tiles;
    for (mk_int i = begin; i < end; ++i) {
      mk_int r = tile / column_tiles * plan.tile_rows, c = tile % column_tiles * plan.tile_columns;
      char *at[max_operands] = {};
      for (int k = 0; k < count; ++k) at[k] = plane.data[k] + (r * plan.row_stride(k) + c * plan.column_stride(k)) * plan.sizes[k];
      run_tile(plan, at, std::min(plan.tile_rows, plan.rows - r), std::min(plan.tile_columns, plan.columns - c), work);
      if (++tile == tiles) {
        tile = 0;
        plane.advance();
      }
    }
  });
  return 0;
}
