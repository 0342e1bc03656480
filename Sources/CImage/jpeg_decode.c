#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>
#include "exif.h"
#include "include/ci_codec.h"

// A progressive file can repeat scans of no bytes over all of its pixels; real ones have about ten.
enum { most_scans = 500 };

struct reader {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf back;
  char *error;
  uint8_t *pixels;
};

static void on_error(j_common_ptr jpeg) {
  struct reader *r = jpeg->client_data;
  jpeg->err->format_message(jpeg, r->error);
  longjmp(r->back, 1);
}

// Stops at the end of a truncated file, which libjpeg would fill with grey, and lets other oddities pass as it does.
static void on_message(j_common_ptr jpeg, int level) {
  if (level < 0 && jpeg->err->msg_code == JWRN_JPEG_EOF) on_error(jpeg);
}

static void on_progress(j_common_ptr jpeg) {
  struct reader *r = jpeg->client_data;
  if (r->jpeg.input_scan_number <= most_scans) return;
  snprintf(r->error, CI_ERROR_SIZE, "more than %d scans", most_scans);
  longjmp(r->back, 1);
}

static int refuse(struct reader *r, const char *text) {
  snprintf(r->error, CI_ERROR_SIZE, "%s", text);
  return -1;
}

static int orientation_of(const struct jpeg_decompress_struct *jpeg) {
  static const char magic[6] = "Exif\0";
  for (jpeg_saved_marker_ptr m = jpeg->marker_list; m != NULL; m = m->next)
    if (m->marker == JPEG_APP0 + 1 && m->data_length > sizeof magic && memcmp(m->data, magic, sizeof magic) == 0)
      return ci_exif_orientation(m->data + sizeof magic, m->data_length - sizeof magic);
  return 1;
}

// Four inks to three lights, in place: Adobe's files hold them inverted.
static void inks_to_rgb(const uint8_t *inks, uint8_t *rgb, size_t count, int inverted) {
  for (size_t i = 0; i < count; ++i, inks += 4, rgb += 3) {
    unsigned black = inverted ? inks[3] : 255u - inks[3];
    for (int c = 0; c < 3; ++c) rgb[c] = (uint8_t)(((inverted ? inks[c] : 255u - inks[c]) * black + 127) / 255);
  }
}

// Everything that may jump back, in a frame of its own: what has to survive a jump lives in `r`.
static int run(struct reader *r, const uint8_t *data, size_t size, uint64_t most, ci_image *image, int *orientation) {
  struct jpeg_decompress_struct *jpeg = &r->jpeg;
  if (setjmp(r->back)) return -1;
  jpeg_create_decompress(jpeg);
  jpeg->progress = &r->progress;
  jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_mem_src(jpeg, data, size);
  jpeg_read_header(jpeg, TRUE);
  // Several scans are gathered in 16 bits a sample, beside the result.
  uint64_t count = (uint64_t)jpeg->image_width * jpeg->image_height;
  uint64_t memory = count * (uint64_t)jpeg->num_components * (jpeg_has_multiple_scans(jpeg) ? 3 : 1);
  if (memory > most) {
    snprintf(r->error, CI_ERROR_SIZE, "%u × %u pixels are announced in %zu bytes", jpeg->image_width, jpeg->image_height, size);
    return -1;
  }
  int grey = jpeg->jpeg_color_space == JCS_GRAYSCALE;
  int inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
  jpeg->out_color_space = grey ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(jpeg);
  size_t stride = (size_t)jpeg->output_width * (size_t)jpeg->output_components;
  r->pixels = malloc(stride * jpeg->output_height);
  if (r->pixels == NULL) return refuse(r, "out of memory");
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW rows[4];
    for (JDIMENSION i = 0; i < 4; ++i) rows[i] = r->pixels + stride * (jpeg->output_scanline + i);
    JDIMENSION left = jpeg->output_height - jpeg->output_scanline;
    jpeg_read_scanlines(jpeg, rows, left < 4 ? left : 4);
  }
  *orientation = orientation_of(jpeg);
  if (inks) inks_to_rgb(r->pixels, r->pixels, (size_t)count, jpeg->saw_Adobe_marker);
  *image = (ci_image){jpeg->output_width, jpeg->output_height, grey ? 1 : 3, 8, r->pixels};
  return 0;
}

int ci_jpeg_decode(const uint8_t *data, size_t size, uint64_t most, ci_image *image, int *orientation, char *error) {
  struct reader r;
  memset(&r, 0, sizeof r);
  r.error = error;
  r.jpeg.err = jpeg_std_error(&r.errors);
  r.jpeg.client_data = &r;
  r.errors.error_exit = on_error;
  r.errors.emit_message = on_message;
  r.progress.progress_monitor = on_progress;
  int status = run(&r, data, size, most, image, orientation);
  jpeg_destroy_decompress(&r.jpeg);
  if (status != 0) free(r.pixels);
  return status;
}
