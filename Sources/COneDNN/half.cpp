#include "half.hpp"
#include "dispatch.hpp"
#include "mk_parallel.h"
#include <cstring>

namespace md {
namespace {

float from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

uint32_t to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

MD_INLINE float bfloat_to_float(uint16_t half) { return from_bits(static_cast<uint32_t>(half) << 16); }

MD_INLINE uint16_t float_to_bfloat(float value) {
  const uint32_t bits = to_bits(value);
  const uint32_t rounded = (bits + 0x7FFF + (bits >> 16 & 1)) >> 16;
  return static_cast<uint16_t>(value != value ? (bits >> 16 | 0x40) : rounded); // a quiet NaN stays one
}

// float16 without the compiler's _Float16, whose conversions are library calls at baseline x86-64.
MD_INLINE float float16_to_float(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16, magnitude = half & 0x7FFF;
  // Scaling by 2^112 moves the exponent's bias and makes subnormals normal in one step.
  const float scaled = from_bits(magnitude << 13) * from_bits(0x77800000);
  const uint32_t special = magnitude << 13 | 0x7F800000; // infinity, or a NaN that keeps its mantissa
  return from_bits(sign | (magnitude >= 0x7C00 ? special : to_bits(scaled)));
}

MD_INLINE uint16_t float_to_float16(float value) {
  const uint32_t bits = to_bits(value), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7FFFFFFF;
  const uint32_t normal = (magnitude - 0x38000000 + 0x0FFF + (magnitude >> 13 & 1)) >> 13;
  // Adding 0.5 puts the half's last subnormal bit at the float's last bit: the addition itself rounds to nearest even.
  const uint32_t subnormal = to_bits(from_bits(magnitude) + 0.5f) - 0x3F000000;
  uint32_t half = magnitude < 0x38800000 ? subnormal : normal;
  if (magnitude >= 0x477FF000) half = 0x7C00; // 65520 and above round to infinity
  if (magnitude > 0x7F800000) half = 0x7E00 | (magnitude >> 13 & 0x3FF);
  return static_cast<uint16_t>(sign | half);
}

MD_DISPATCH void widen_bfloat(mk_int n, const uint16_t *from, float *to) {
  for (mk_int i = 0; i < n; i++) to[i] = bfloat_to_float(from[i]);
}
MD_DISPATCH void widen_float16(mk_int n, const uint16_t *from, float *to) {
  for (mk_int i = 0; i < n; i++) to[i] = float16_to_float(from[i]);
}
MD_DISPATCH void narrow_bfloat(mk_int n, float alpha, const float *from, float beta, uint16_t *to) {
  if (beta == 0)
    for (mk_int i = 0; i < n; i++) to[i] = float_to_bfloat(alpha * from[i]);
  else
    for (mk_int i = 0; i < n; i++) to[i] = float_to_bfloat(alpha * from[i] + beta * bfloat_to_float(to[i]));
}
MD_DISPATCH void narrow_float16(mk_int n, float alpha, const float *from, float beta, uint16_t *to) {
  if (beta == 0)
    for (mk_int i = 0; i < n; i++) to[i] = float_to_float16(alpha * from[i]);
  else
    for (mk_int i = 0; i < n; i++) to[i] = float_to_float16(alpha * from[i] + beta * float16_to_float(to[i]));
}

mk_int rows_a_piece(mk_int cols) { return 32768 / (cols + 1) + 1; } // about 10 µs of work

} // namespace

void widen(mk_dtype dtype, mk_int rows, mk_int cols, const void *from, mk_int ld, float *to) {
  struct Job {
    mk_int cols, ld;
    const uint16_t *from;
    float *to;
    void (*row)(mk_int, const uint16_t *, float *);
  } job{cols, ld, static_cast<const uint16_t *>(from), to, dtype == MK_BF16 ? widen_bfloat : widen_float16};
  auto body = [](void *context, mk_int begin, mk_int end) {
    const Job &j = *static_cast<const Job *>(context);
    for (mk_int i = begin; i < end; i++) j.row(j.cols, j.from + i * j.ld, j.to + i * j.cols);
  };
  mk_parallel_for(rows, rows_a_piece(cols), body, &job);
}

void narrow(mk_dtype dtype, mk_int rows, mk_int cols, float alpha, const float *from, float beta, void *to, mk_int ld) {
  struct Job {
    mk_int cols, ld;
    float alpha;
    const float *from;
    float beta;
    uint16_t *to;
    void (*row)(mk_int, float, const float *, float, uint16_t *);
  } job{cols, ld, alpha, from, beta, static_cast<uint16_t *>(to), dtype == MK_BF16 ? narrow_bfloat : narrow_float16};
  auto body = [](void *context, mk_int begin, mk_int end) {
    const Job &j = *static_cast<const Job *>(context);
    for (mk_int i = begin; i < end; i++) j.row(j.cols, j.alpha, j.from + i * j.cols, j.beta, j.to + i * j.ld);
  };
  mk_parallel_for(rows, rows_a_piece(cols), body, &job);
}

} // namespace md
