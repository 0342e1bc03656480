// The words of the Mersenne Twister, in bulk.
#ifndef MK_RANDOM_MT19937_H
#define MK_RANDOM_MT19937_H
#include "include/mk_random.h"

namespace mk {

constexpr mk_int mt_buffer_words = 2048;

// The next n 32-bit words.
void mt_words(mk_mt19937 &g, mk_int n, uint32_t *out);

// The next word pair as PyTorch joins it: the first word is the upper half.
inline uint64_t mt_join(const uint32_t *pair) { return uint64_t(pair[0]) << 32 | pair[1]; }

// Calls body(first element, number of elements, their words) over [0, n), drawing `words_each` words for every element.
template <class Body>
inline void mt_draw(mk_mt19937 &g, mk_int n, int words_each, Body &&body) {
  uint32_t words[mt_buffer_words];
  mk_int step = mt_buffer_words / words_each;
  for (mk_int begin = 0; begin < n; begin += step) {
    mk_int count = n - begin < step ? n - begin : step;
    mt_words(g, count * words_each, words);
    body(begin, count, static_cast<const uint32_t *>(words));
  }
}

} // namespace mk
#endif
