// Where pixels go. `from` and `to` have the same channels and depth and no memory in common.
#ifndef CI_GEOMETRY_H
#define CI_GEOMETRY_H
#include "ci_types.h"
typedef enum ci_filter { CI_NEAREST, CI_BILINEAR, CI_BICUBIC, CI_BOX, CI_HAMMING, CI_LANCZOS } ci_filter;
CI_BEGIN
// to(y, x) = from(rows[y], columns[x]), or `fill` (a sample for each channel) where one of them is negative: crops, borders, flips and
// nearest neighbours.
void ci_gather(const ci_image *from, const ci_image *to, const int32_t *rows, const int32_t *columns, const uint16_t *fill);
// to(x, y) = from(y, x).
void ci_transpose(const ci_image *from, const ci_image *to);
// Resizes with an antialiasing filter of any kind but CI_NEAREST, in PIL's arithmetic. 0, or -1 without memory.
int ci_resample(const ci_image *from, const ci_image *to, ci_filter filter);
// to(x, y) = from((a0 x + a1 y + a2) / w, (a3 x + a4 y + a5) / w) with w = a6 x + a7 y + 1, at the pixels' centres; `fill` outside.
// CI_NEAREST, CI_BILINEAR or CI_BICUBIC.
void ci_transform(const ci_image *from, const ci_image *to, const double a[8], ci_filter filter, const uint16_t *fill);
// Colours times alpha and back, for filters that mix pixels; 2 or 4 channels of 8 bits. In place where both are the same.
void ci_premultiply(const ci_image *from, const ci_image *to);
void ci_unpremultiply(const ci_image *from, const ci_image *to);
CI_END
#endif
