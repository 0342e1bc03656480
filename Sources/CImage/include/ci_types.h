// An image in memory.
#ifndef CI_TYPES_H
#define CI_TYPES_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CI_BEGIN extern "C" {
#define CI_END }
#else
#define CI_BEGIN
#define CI_END
#endif

// Rows from the top without gaps, channels interleaved; 1 to 4 channels (grey, grey + alpha, RGB, RGB + alpha) of 8 bits, or of 16 in
// the processor's byte order.
typedef struct ci_image {
  int64_t width, height;
  int32_t channels, depth;
  void *pixels;
} ci_image;

#endif
