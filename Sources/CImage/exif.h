// The orientation in EXIF data.
#ifndef CI_EXIF_H
#define CI_EXIF_H
#include <stddef.h>
#include <stdint.h>
// From the TIFF header on: 1 to 8, and 1 where there is none. (CIPA DC-008, tag 0x0112)
int ci_exif_orientation(const uint8_t *tiff, size_t size);
#endif
