// mk_copy: picks the way by the innermost strides, then shares rows or tiles out to the threads.
#include "include/mk_copy.h"
#include <algorithm>
#include "copy/rows.h"
#include "internal/parallel.h"
#include "internal/strided.h"

namespace mk {
namespace {

constexpr double bytes_per_nanosecond = 8; // of one thread, for the choice of grains

void copy_rows(const Strided<2> &layout, mk_dtype to, mk_dtype from) {
  RowCopy copy = row_copy(to, from);
  mk_int sizes[2] = {size_of(to), size_of(from)};
  int inner = layout.ndim - 1;
  mk_int n = layout.shape[inner], rows = 1;
  for (int d = 0; d < inner; ++d) rows *= layout.shape[d];
  mk_int dst_stride = layout.strides[0][inner], src_stride = layout.strides[1][inner];
  double cost = (sizes[0] + sizes[1]) / bytes_per_nanosecond;
  if (rows == 1) {
    parallel(n, grain_for(cost), [&](mk_int begin, mk_int end) {
      copy(end - begin, layout.data[0] + begin * dst_stride * sizes[0], dst_stride, layout.data[1] + begin * src_stride * sizes[1], src_stride);
    });
    return;
  }
  parallel(rows, grain_for(cost * double(n)), [&](mk_int begin, mk_int end) {
    Position<2> at(layout, 2, inner, sizes, begin);
    for (mk_int row = begin; row < end; ++row) {
      copy(n, at.data[0], dst_stride, at.data[1], src_stride);
      at.advance();
    }
  });
}

// The dim other than the innermost along which the source is contiguous, or -1.
int transposed_dim(const Strided<2> &layout) {
  int inner = layout.ndim - 1;
  if (inner < 1 || layout.strides[0][inner] != 1 || layout.strides[1][inner] == 1 || layout.shape[inner] < 4) return -1;
  for (int d = 0; d < inner; ++d)
    if (layout.strides[1][d] == 1 && layout.shape[d] >= 4) return d;
  return -1;
}

void copy_transposed(Strided<2> layout, int dim, mk_int size) {
  // The dim that is contiguous in the source goes next to the innermost one; both are cut into tiles.
  for (int d = dim; d + 2 < layout.ndim; ++d) {
    std::swap(layout.shape[d], layout.shape[d + 1]);
    for (auto &strides : layout.strides) std::swap(strides[d], strides[d + 1]);
  }
  // Long runs of the destination: its lines are then written one after another, whatever the pitch.
  constexpr mk_int tile_rows = 32, tile_columns = 256;
  int outer = layout.ndim - 2;
  mk_int rows = layout.shape[outer], columns = layout.shape[outer + 1];
  mk_int row_tiles = (rows + tile_rows - 1) / tile_rows, column_tiles = (columns + tile_columns - 1) / tile_columns, planes = 1;
  for (int d = 0; d < outer; ++d) planes *= layout.shape[d];
  mk_int dst_pitch = layout.strides[0][outer], src_pitch = layout.strides[1][outer + 1];
  mk_int sizes[2] = {size, size};
  mk_int tiles = row_tiles * column_tiles;
  double cost = 2 * double(size) * double(std::min(rows, tile_rows) * std::min(columns, tile_columns)) / bytes_per_nanosecond;
  parallel(planes * tiles, grain_for(cost), [&](mk_int begin, mk_int end) {
    Position<2> at(layout, 2, outer, sizes, begin / tiles);
    mk_int t = begin % tiles;
    for (mk_int i = begin; i < end; ++i) {
      mk_int r = t / column_tiles * tile_rows, c = t % column_tiles * tile_columns;
      transpose_tile(size, std::min(tile_rows, rows - r), std::min(tile_columns, columns - c), at.data[0] + (r * dst_pitch + c) * size, dst_pitch,
                     at.data[1] + (c * src_pitch + r) * size, src_pitch);
      if (++t == tiles) {
        t = 0;
        at.advance();
      }
    }
  });
}

} // namespace
} // namespace mk

using namespace mk;

extern "C" void mk_copy(int ndim, const mk_int *shape, const mk_operand *dst, const mk_operand *src) {
  for (int d = 0; d < ndim; ++d)
    if (shape[d] == 0) return;
  const mk_operand *operands[2] = {dst, src};
  Strided<2> layout(2, ndim, shape, operands);
  if (layout.ndim == 0) {
    row_copy(dst->dtype, src->dtype)(1, layout.data[0], 1, layout.data[1], 1);
    return;
  }
  int dim = dst->dtype == src->dtype ? transposed_dim(layout) : -1;
  if (dim >= 0) copy_transposed(layout, dim, size_of(dst->dtype));
  else copy_rows(layout, dst->dtype, src->dtype);
}

extern "C" void mk_fill(int ndim, const mk_int *shape, const mk_operand *dst, const void *value) {
  mk_int zeros[MK_MAX_DIMS] = {};
  mk_operand source{const_cast<void *>(value), zeros, dst->dtype};
  mk_copy(ndim, shape, dst, &source);
}

extern "C" void mk_store_scalar(void *dst, mk_dtype dtype, int is_float, double d, int64_t i) {
  if (is_float) row_copy(dtype, MK_F64)(1, dst, 1, &d, 1);
  else row_copy(dtype, MK_I64)(1, dst, 1, &i, 1);
}

extern "C" double mk_load_double(const void *src, mk_dtype dtype) {
  double value;
  row_copy(MK_F64, dtype)(1, &value, 1, src, 1);
  return value;
}

extern "C" int64_t mk_load_int64(const void *src, mk_dtype dtype) {
  int64_t value;
  row_copy(MK_I64, dtype)(1, &value, 1, src, 1);
  return value;
}

extern "C" mk_int mk_dtype_size(mk_dtype dtype) { return size_of(dtype); }
