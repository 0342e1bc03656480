#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exif.h"
#include "include/ci_codec.h"

struct reader {
  png_structp png;
  png_infop info;
  const uint8_t *data;
  size_t left;
  char *error;
  uint8_t *pixels;
  png_bytep *rows;
};

static void on_error(png_structp png, png_const_charp message) {
  struct reader *r = png_get_error_ptr(png);
  snprintf(r->error, CI_ERROR_SIZE, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

static void on_read(png_structp png, png_bytep to, png_size_t count) {
  struct reader *r = png_get_io_ptr(png);
  if (count > r->left) png_error(png, "the file stops in the middle");
  memcpy(to, r->data, count);
  r->data += count;
  r->left -= count;
}

// Whether the chunks, as far as IEND, lie inside of the file: libpng takes as much memory as a chunk announces before it reads it.
static int chunks_are_whole(const uint8_t *data, size_t size) {
  enum { signature = 8, around = 12 }; // around a chunk's data: its length, its name, its checksum
  size_t at = signature;
  while (size - at >= around) {
    size_t length = (size_t)data[at] << 24 | (size_t)data[at + 1] << 16 | (size_t)data[at + 2] << 8 | data[at + 3];
    if (length > size - at - around) return 0;
    if (memcmp(data + at + 4, "IEND", 4) == 0) return 1;
    at += around + length;
  }
  return 0;
}

// Text and colour profiles are of no use here, and decompressing them is work that a hostile file could ask for.
static void skip_what_is_not_used(png_structp png) {
  static const png_byte names[] = "iCCP\0iTXt\0tEXt\0zTXt\0sPLT\0hIST";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, (int)(sizeof names / 5));
}

static int is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}

// Everything that may jump back, in a frame of its own: what has to survive a jump lives in `r`.
static int run(struct reader *r, uint64_t most, ci_image *image, int *orientation) {
  png_structp png = r->png;
  png_infop info = r->info;
  size_t size = r->left;
  if (setjmp(png_jmpbuf(png))) return -1;
  if (size < 8 || !chunks_are_whole(r->data, size)) png_error(png, "the file stops in the middle");
  png_set_read_fn(png, r, on_read);
  png_set_chunk_malloc_max(png, 8 << 20);
  skip_what_is_not_used(png);
  png_read_info(png, info);
  png_uint_32 width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  png_set_expand(png);
  if (png_get_bit_depth(png, info) == 16 && is_little_endian()) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t stride = png_get_rowbytes(png, info);
  if ((uint64_t)stride * height > most) {
    snprintf(r->error, CI_ERROR_SIZE, "%u × %u pixels are announced in %zu bytes", width, height, size);
    return -1;
  }
  r->pixels = malloc(stride * height);
  r->rows = malloc(sizeof(png_bytep) * height);
  if (r->pixels == NULL || r->rows == NULL) png_error(png, "out of memory");
  for (png_uint_32 y = 0; y < height; ++y) r->rows[y] = r->pixels + stride * y;
  png_read_image(png, r->rows);
  png_read_end(png, info);
  png_bytep exif;
  png_uint_32 exif_size;
  *orientation = png_get_eXIf_1(png, info, &exif_size, &exif) ? ci_exif_orientation(exif, exif_size) : 1;
  *image = (ci_image){width, height, png_get_channels(png, info), png_get_bit_depth(png, info), r->pixels};
  return 0;
}

int ci_png_decode(const uint8_t *data, size_t size, uint64_t most, ci_image *image, int *orientation, char *error) {
  struct reader r = {.data = data, .left = size, .error = error};
  r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, on_error, on_warning);
  r.info = r.png == NULL ? NULL : png_create_info_struct(r.png);
  int status = -1;
  if (r.info == NULL) snprintf(error, CI_ERROR_SIZE, "libpng cannot start");
  else status = run(&r, most, image, orientation);
  png_destroy_read_struct(&r.png, &r.info, NULL);
  free(r.rows);
  if (status != 0) free(r.pixels);
  return status;
}
