// Between images and planes of numbers, and between kinds of images.
#ifndef CI_LAYOUT_H
#define CI_LAYOUT_H
#include "ci_types.h"
CI_BEGIN
// Planes (channels, height, width): samples divided by the greatest one; or as they are, for 8 bits.
void ci_planes_f32(const ci_image *image, float *planes);
void ci_planes_u8(const ci_image *image, uint8_t *planes);
// The inverse of ci_planes_u8.
void ci_from_planes_u8(const uint8_t *planes, const ci_image *image);
// Between numbers of channels: luminance by ITU-R 601 in 16 bits of fixed point, grey repeated, alpha dropped or full. Equal depths.
void ci_convert(const ci_image *from, const ci_image *to);
// 16 bits to their upper 8.
void ci_narrow(const ci_image *from, const ci_image *to);
CI_END
#endif
