// The part of the checksum for processors with a carry-less multiplication.
#ifndef FOLD_H
#define FOLD_H
#include <stddef.h>
#include <stdint.h>

namespace cs {

constexpr size_t block = 64, rest = 16;

bool can_fold();
// Folds `count` bytes, a positive multiple of `block`, into `rest` bytes whose register, begun with 0, is that of all these bytes, begun with ones as a
// CRC-32 is.
void fold(const uint8_t *bytes, size_t count, uint8_t *out);

} // namespace cs

#endif
