// CRC-32 by folding: 64 bytes are 512 coefficients of a polynomial over GF(2), and what counts of it is its remainder by P. So a block may be replaced by
// (block · x^512 mod P) + next block, which a carry-less multiplication by a constant gives; four registers keep the multiplier busy.
// (V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009)
#include "fold.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace cs {
namespace {

// x^n mod P, coefficients from the lowest bit up being those of x^31 … x^0, which is the order of bits in CRC-32.
constexpr uint64_t power(int n) {
  uint32_t r = 0x80000000u;
  for (int i = 0; i < n; ++i) r = (r >> 1) ^ ((r & 1) != 0 ? 0xEDB88320u : 0u);
  return r;
}

// The two factors that move 128 coefficients up by `bits`; the first eight bytes stand for the upper 64. The product of two registers reads as that of their
// polynomials times x, and a factor of 32 bits, shifted by one, as itself times x^31: hence 32 less in both exponents.
template <int bits> struct Move {
  static constexpr uint64_t first = power(bits + 32) << 1, last = power(bits - 32) << 1;
};

#define FOLDING inline __attribute__((target("pclmul"), always_inline))

template <int bits> FOLDING __m128i moved(__m128i v) {
  constexpr long long first = Move<bits>::first, last = Move<bits>::last;
  const __m128i factors = _mm_set_epi64x(last, first);
  return _mm_xor_si128(_mm_clmulepi64_si128(v, factors, 0x00), _mm_clmulepi64_si128(v, factors, 0x11));
}

FOLDING __m128i load(const uint8_t *p) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(p)); }

} // namespace

bool can_fold() { return __builtin_cpu_supports("pclmul"); }

__attribute__((target("pclmul"))) void fold(const uint8_t *bytes, size_t count, uint8_t *out) {
  __m128i v[4];
  for (int i = 0; i < 4; ++i) v[i] = load(bytes + 16 * i);
  // The register that a checksum begins with is added to its first four bytes.
  v[0] = _mm_xor_si128(v[0], _mm_cvtsi32_si128(-1));
  for (size_t at = block; at < count; at += block)
    for (int i = 0; i < 4; ++i) v[i] = _mm_xor_si128(moved<512>(v[i]), load(bytes + at + 16 * i));
  __m128i all = v[0];
  for (int i = 1; i < 4; ++i) all = _mm_xor_si128(moved<128>(all), v[i]);
  _mm_storeu_si128(reinterpret_cast<__m128i *>(out), all);
}

} // namespace cs
#else
bool cs::can_fold() { return false; }
void cs::fold(const uint8_t *, size_t, uint8_t *) {}
#endif
