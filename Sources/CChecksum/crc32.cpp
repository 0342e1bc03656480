#include "include/checksum.h"
#include <algorithm>
#include <zlib.h>
#include "fold.h"

namespace {

// zlib counts in 32 bits.
uint32_t continued(uint32_t crc, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    size_t piece = std::min(count, size_t(1) << 30);
    crc = uint32_t(crc32(crc, bytes, uInt(piece)));
    bytes += piece;
    count -= piece;
  }
  return crc;
}

} // namespace

uint32_t cs_crc32(const void *bytes, size_t count) {
  const uint8_t *p = static_cast<const uint8_t *>(bytes);
  size_t folded = cs::can_fold() ? count / cs::block * cs::block : 0;
  if (folded == 0) return continued(0, p, count);
  uint8_t rest[cs::rest];
  cs::fold(p, folded, rest);
  // A checksum is the register with all bits turned over, and zlib starts from the register of the checksum that it is given: here from 0.
  uint32_t crc = continued(~0u, rest, cs::rest);
  return continued(crc, p + folded, count - folded);
}
