#include "exif.h"

// Numbers of the byte order that the header names.
static uint32_t number(const uint8_t *p, int width, int big_endian) {
  uint32_t value = 0;
  for (int i = 0; i < width; ++i) value = value << 8 | p[big_endian ? i : width - 1 - i];
  return value;
}

int ci_exif_orientation(const uint8_t *tiff, size_t size) {
  enum { header = 8, entry = 12, tag = 0x0112, type_short = 3 };
  if (size < header || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 1;
  int big = tiff[0] == 'M';
  size_t at = number(tiff + 4, 4, big);
  if (number(tiff + 2, 2, big) != 42 || at > size - 2) return 1;
  size_t count = number(tiff + at, 2, big);
  at += 2;
  for (size_t i = 0; i < count && size - at >= entry; ++i, at += entry) {
    if (number(tiff + at, 2, big) != tag || number(tiff + at + 2, 2, big) != type_short) continue;
    uint32_t value = number(tiff + at + 8, 2, big);
    return value >= 1 && value <= 8 ? (int)value : 1;
  }
  return 1;
}
