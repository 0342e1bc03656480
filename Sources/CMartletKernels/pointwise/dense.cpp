// mk_pointwise_dense, and the choice of the loop.
#include "include/mk_pointwise.h"
#include <algorithm>
#include "copy/rows.h"
#include "internal/parallel.h"
#include "pointwise/loop.h"

namespace mk {

PointwiseLoop pointwise_loop_for(mk_pointwise_op op, mk_dtype compute) {
  static const PointwiseLoop *const tables[MK_DTYPE_COUNT] = {
      pointwise_loops_f32(), pointwise_loops_f64(), nullptr, nullptr, pointwise_loops_i8(),
      pointwise_loops_u8(),  pointwise_loops_i16(), pointwise_loops_i32(), pointwise_loops_i64(), pointwise_loops_bool()};
  const PointwiseLoop *table = tables[compute];
  return table ? table[op] : nullptr;
}

PointwiseLoop pointwise_broadcast_loop_for(mk_pointwise_op op, mk_dtype compute, int scalar_mask) {
  static const PointwiseLoop *const tables[2] = {pointwise_broadcast_loops_f32(0), pointwise_broadcast_loops_f32(1)};
  return compute == MK_F32 && (scalar_mask == 1 || scalar_mask == 2) ? tables[scalar_mask - 1][op] : nullptr;
}

namespace {

struct DenseCall {
  PointwiseLoop loop;
  mk_int size, out_size;
  mk_dtype compute;
  char *out;
  const char *in[3];
  int scalar_mask, spread_mask;
  const double *params;

  // An op of fewer than three operands leaves the rest out.
  const char *operand(int k, mk_int i) const { return in[k] ? in[k] + i * size : nullptr; }

  void run(mk_int begin, mk_int end) const {
    if (spread_mask == 0) {
      const char *x[3];
      for (int k = 0; k < 3; ++k) x[k] = scalar_mask >> k & 1 ? in[k] : operand(k, begin);
      loop(end - begin, out + begin * out_size, x[0], x[1], x[2], params);
      return;
    }
    // Where the loop has no form for it, a single element that stands for all is spread over a chunk.
    alignas(64) char spread[3][pointwise_chunk * 8];
    for (int k = 0; k < 3; ++k)
      if (spread_mask >> k & 1) fill_row(compute, std::min(end - begin, pointwise_chunk), spread[k], in[k]);
    for (mk_int i = begin; i < end; i += pointwise_chunk) {
      const char *x[3];
      for (int k = 0; k < 3; ++k) x[k] = spread_mask >> k & 1 ? spread[k] : operand(k, i);
      loop(std::min(pointwise_chunk, end - i), out + i * out_size, x[0], x[1], x[2], params);
    }
  }
};

} // namespace
} // namespace mk

using namespace mk;

extern "C" int mk_pointwise_supports(mk_pointwise_op op, mk_dtype compute) { return pointwise_loop_for(op, compute) != nullptr; }

extern "C" int mk_pointwise_dense(mk_pointwise_op op, mk_dtype compute, mk_int n, void *out, const void *a, const void *b, const void *c,
                                  int scalar_mask, const double *params) {
  PointwiseLoop loop = pointwise_loop_for(op, compute);
  if (!loop) return -1;
  const PointwiseTraits &traits = pointwise_traits[op];
  scalar_mask &= (1 << traits.arity) - 1;
  int spread_mask = n > 1 ? scalar_mask : 0;
  if (spread_mask != 0) {
    if (PointwiseLoop broadcast = pointwise_broadcast_loop_for(op, compute, scalar_mask)) {
      loop = broadcast;
      spread_mask = 0;
    }
  }
  if (spread_mask == 0 && double(n) * traits.nanoseconds < 20000) { // too little for a second thread
    loop(n, out, a, b, c, params);
    return 0;
  }
  mk_int size = size_of(compute);
  DenseCall call{loop, size, traits.test ? 1 : size, compute, static_cast<char *>(out),
                 {static_cast<const char *>(a), static_cast<const char *>(b), static_cast<const char *>(c)}, scalar_mask, spread_mask, params};
  parallel(n, grain_for(traits.nanoseconds), [&](mk_int begin, mk_int end) { call.run(begin, end); });
  return 0;
}
