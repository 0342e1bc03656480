#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "include/ci_codec.h"

struct writer {
  char *error;
  uint8_t *data;
  size_t size, capacity;
};

static void on_error(png_structp png, png_const_charp message) {
  struct writer *w = png_get_error_ptr(png);
  snprintf(w->error, CI_ERROR_SIZE, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void on_write(png_structp png, png_bytep from, png_size_t count) {
  struct writer *w = png_get_io_ptr(png);
  if (count > w->capacity - w->size) {
    size_t capacity = 2 * (w->size + count);
    uint8_t *grown = realloc(w->data, capacity);
    if (grown == NULL) png_error(png, "out of memory");
    w->data = grown;
    w->capacity = capacity;
  }
  memcpy(w->data + w->size, from, count);
  w->size += count;
}

static void on_flush(png_structp png) { (void)png; }

static int run(png_structp png, png_infop info, struct writer *w, const ci_image *image, int level) {
  static const int colour_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  if (setjmp(png_jmpbuf(png))) return -1;
  png_set_write_fn(png, w, on_write, on_flush);
  png_set_compression_level(png, level);
  png_set_IHDR(png, info, (png_uint_32)image->width, (png_uint_32)image->height, image->depth, colour_types[image->channels - 1],
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  const uint16_t one = 1;
  if (image->depth == 16 && *(const uint8_t *)&one == 1) png_set_swap(png);
  size_t stride = (size_t)image->width * (size_t)(image->channels * image->depth / 8);
  for (int64_t y = 0; y < image->height; ++y) png_write_row(png, (const uint8_t *)image->pixels + stride * (size_t)y);
  png_write_end(png, info);
  return 0;
}

int ci_png_encode(const ci_image *image, int level, uint8_t **data, size_t *size, char *error) {
  struct writer w = {.error = error};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &w, on_error, on_warning);
  png_infop info = png == NULL ? NULL : png_create_info_struct(png);
  int status = -1;
  if (info == NULL) snprintf(error, CI_ERROR_SIZE, "libpng cannot start");
  else status = run(png, info, &w, image, level);
  png_destroy_write_struct(&png, &info);
  if (status != 0) {
    free(w.data);
    return status;
  }
  *data = w.data;
  *size = w.size;
  return 0;
}
