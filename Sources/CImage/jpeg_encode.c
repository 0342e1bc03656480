#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include "include/ci_codec.h"

struct writer {
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf back;
  char *error;
  unsigned char *data;
  unsigned long size;
};

static void on_error(j_common_ptr jpeg) {
  struct writer *w = jpeg->client_data;
  jpeg->err->format_message(jpeg, w->error);
  longjmp(w->back, 1);
}

static int run(struct writer *w, const ci_image *image, int quality) {
  struct jpeg_compress_struct *jpeg = &w->jpeg;
  if (setjmp(w->back)) return -1;
  jpeg_create_compress(jpeg);
  jpeg_mem_dest(jpeg, &w->data, &w->size);
  jpeg->image_width = (JDIMENSION)image->width;
  jpeg->image_height = (JDIMENSION)image->height;
  jpeg->input_components = image->channels;
  jpeg->in_color_space = image->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  jpeg_start_compress(jpeg, TRUE);
  size_t stride = (size_t)image->width * (size_t)image->channels;
  while (jpeg->next_scanline < jpeg->image_height) {
    JSAMPROW row = (uint8_t *)image->pixels + stride * jpeg->next_scanline;
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
  return 0;
}

int ci_jpeg_encode(const ci_image *image, int quality, uint8_t **data, size_t *size, char *error) {
  struct writer w;
  memset(&w, 0, sizeof w);
  w.error = error;
  w.jpeg.err = jpeg_std_error(&w.errors);
  w.jpeg.client_data = &w;
  w.errors.error_exit = on_error;
  int status = run(&w, image, quality);
  jpeg_destroy_compress(&w.jpeg);
  if (status != 0) {
    free(w.data);
    return status;
  }
  *data = w.data;
  *size = w.size;
  return 0;
}
