// JPEG by libjpeg-turbo and PNG by libpng. Their errors jump out of the middle of a call, which Swift cannot catch; here they become a result.
#ifndef CI_CODEC_H
#define CI_CODEC_H
#include "ci_types.h"
// Room that `error` has to offer.
#define CI_ERROR_SIZE 256
CI_BEGIN
// Decoders: 0, or -1 with a reason in `error`. `image->pixels` comes from malloc and is the caller's. `orientation` is EXIF's, 1 to 8.
// Pictures that take more than `most` bytes to decode are refused before memory is taken for them.
int ci_jpeg_decode(const uint8_t *data, size_t size, uint64_t most, ci_image *image, int *orientation, char *error);
int ci_png_decode(const uint8_t *data, size_t size, uint64_t most, ci_image *image, int *orientation, char *error);
// Encoders: 0, or -1 with a reason in `error`. `*data` comes from malloc and is the caller's.
int ci_jpeg_encode(const ci_image *image, int quality, uint8_t **data, size_t *size, char *error);
int ci_png_encode(const ci_image *image, int level, uint8_t **data, size_t *size, char *error);
CI_END
#endif
