// MT19937 (Matsumoto, Nishimura 1998) with the bookkeeping of PyTorch's at::mt19937, so that a saved state means the same.
#include "Random/mt19937.h"
#include <algorithm>

namespace {

constexpr int N = 624, M = 397;

inline uint32_t twist(uint32_t upper, uint32_t lower) {
  uint32_t joined = (upper & 0x80000000u) | (lower & 0x7fffffffu);
  return (joined >> 1) ^ (lower & 1 ? 0x9908b0dfu : 0u);
}

inline uint32_t temper(uint32_t y) {
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

void next_state(uint32_t *s) {
  for (int j = 0; j < N - M; ++j) s[j] = s[j + M] ^ twist(s[j], s[j + 1]);
  for (int j = N - M; j < N - 1; ++j) s[j] = s[j + M - N] ^ twist(s[j], s[j + 1]);
  s[N - 1] = s[M - 1] ^ twist(s[N - 1], s[0]);
}

} // namespace

void mk::mt_words(mk_mt19937 &g, mk_int n, uint32_t *out) {
  while (n > 0) {
    if (g.left <= 1) { // `left` is one more than the words that are left
      next_state(g.state);
      g.left = N + 1;
      g.next = 0;
    }
    mk_int run = std::min<mk_int>(n, g.left - 1);
    const uint32_t *state = g.state + g.next;
    for (mk_int i = 0; i < run; ++i) out[i] = temper(state[i]);
    g.left -= int32_t(run);
    g.next += uint32_t(run);
    out += run;
    n -= run;
  }
}

extern "C" void mk_mt_seed(mk_mt19937 *g, uint64_t seed) {
  g->state[0] = uint32_t(seed); // like PyTorch: the upper half of the seed is not used
  for (int j = 1; j < N; ++j) g->state[j] = 1812433253u * (g->state[j - 1] ^ (g->state[j - 1] >> 30)) + uint32_t(j);
  g->left = 1;
  g->next = 0;
  g->has_double_normal = 0;
  g->double_normal = 0;
}

extern "C" uint32_t mk_mt_next(mk_mt19937 *g) {
  uint32_t word;
  mk::mt_words(*g, 1, &word);
  return word;
}
