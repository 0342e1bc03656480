// Filling, strided copies, conversions between dtypes.
#ifndef MK_COPY_H
#define MK_COPY_H
#include "mk_types.h"
MK_BEGIN
// dst[i] = convert(src[i]) over `shape`, any strides, any pair of dtypes. float → integer truncates toward zero as C does on
// x86-64 (through int64 for the narrow types, as PyTorch does), float → bool is != 0, double → half rounds to nearest even.
// Same-dtype transposes go in tiles; dense runs are memcpy; big copies are parallel.
void mk_copy(int ndim, const mk_int *shape, const mk_operand *dst, const mk_operand *src);
// dst[i] = *value over `shape`; value has dst's dtype.
void mk_fill(int ndim, const mk_int *shape, const mk_operand *dst, const void *value);
// Writes one number as an element of `dtype` (integers: from i, floats and bool: from d when is_float, else from i).
void mk_store_scalar(void *dst, mk_dtype dtype, int is_float, double d, int64_t i);
double mk_load_double(const void *src, mk_dtype dtype);
int64_t mk_load_int64(const void *src, mk_dtype dtype);
// out[i] = start + i * step for i in 0..<n, computed in double (float dtypes) or int64 (integer dtypes).
void mk_arange(void *out, mk_dtype dtype, mk_int n, double start, double step, int64_t istart, int64_t istep);
// n numbers from start to end at equal distances, the second half counted from the end; computed in double, for integer dtypes in float and truncated.
void mk_linspace(void *out, mk_dtype dtype, mk_int n, double start, double end);
mk_int mk_dtype_size(mk_dtype dtype);
MK_END
#endif
