// Matrices of bfloat16 and float16 to float and back.
#ifndef MD_HALF_HPP
#define MD_HALF_HPP
#include "mk_types.h"

namespace md {
// Rows of `cols` half numbers, `ld` apart, to dense floats.
void widen(mk_dtype dtype, mk_int rows, mk_int cols, const void *from, mk_int ld, float *to);
// to = round(alpha * from + beta * to), rounded to nearest even once; beta 0 does not read `to`.
void narrow(mk_dtype dtype, mk_int rows, mk_int cols, float alpha, const float *from, float beta, void *to, mk_int ld);
} // namespace md
#endif
