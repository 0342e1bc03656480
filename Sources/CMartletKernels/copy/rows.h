// Rows of elements between strides and dtypes: what the copies and the strided pointwise ops are made of.
#ifndef MK_COPY_ROWS_H
#define MK_COPY_ROWS_H
#include "internal/dtypes.h"

namespace mk {

// dst[i * dst_stride] = convert(src[i * src_stride]) for i in 0..<n. Strides in elements.
using RowCopy = void (*)(mk_int n, void *dst, mk_int dst_stride, const void *src, mk_int src_stride);
RowCopy row_copy(mk_dtype dst, mk_dtype src);

// dst[i] = *value, both of the same dtype.
void fill_row(mk_dtype dtype, mk_int n, void *dst, const void *value);

// dst[r * dst_pitch + c] = src[c * src_pitch + r] for elements of `size` bytes: the rows of dst are the columns of src.
void transpose_tile(mk_int size, mk_int rows, mk_int columns, void *dst, mk_int dst_pitch, const void *src, mk_int src_pitch);

} // namespace mk
#endif
