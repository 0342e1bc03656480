// What pixels become. 8 bits a sample; `from` and `to` have the same size and channels.
#ifndef CI_COLOR_H
#define CI_COLOR_H
#include "ci_types.h"
CI_BEGIN
// Each sample by the table of its channel: 256 entries a channel.
void ci_lookup(const ci_image *from, const ci_image *to, const uint8_t *tables);
// How often each value occurs: 256 counts a channel.
void ci_histogram(const ci_image *image, int64_t *counts);
// to = base + factor (from − base), cut off at 0 and 255; `base` has the channels of `from` or one. Alpha stays.
void ci_blend(const ci_image *base, const ci_image *from, const ci_image *to, float factor);
// Each inner pixel by the mean of its neighbours and five times itself; the border and alpha stay.
void ci_smooth(const ci_image *from, const ci_image *to);
// Turns the hue by shift / 255 of a circle; 3 or 4 channels.
void ci_turn_hue(const ci_image *from, const ci_image *to, uint8_t shift);
CI_END
#endif
