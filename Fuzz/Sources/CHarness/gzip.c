// Changes the content of a gzip file and packs it again, uncompressed: what deflate makes of it is zlib's affair.
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "include/CHarness.h"
#include "mutators.h"

enum { overhead = 23, most_content = 65535 };

static void put(uint8_t *p, uint32_t n, int width) {
  for (int i = 0; i < width; ++i) p[i] = (uint8_t)(n >> 8 * i);
}

size_t gzip_store(const uint8_t *content, size_t size, uint8_t *to) {
  static const uint8_t header[11] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1};
  if (size > most_content) return 0;
  memcpy(to, header, sizeof header);
  put(to + 11, (uint32_t)size, 2);
  put(to + 13, ~(uint32_t)size, 2);
  memcpy(to + 15, content, size);
  put(to + 15 + size, (uint32_t)crc32(0, content, (uInt)size), 4);
  put(to + 19 + size, (uint32_t)size, 4);
  return size + overhead;
}

size_t mutate_gzip(uint8_t *data, size_t size, size_t most) {
  static uint8_t content[most_content];
  if (size < 2 || data[0] != 0x1F || data[1] != 0x8B || most <= overhead) return 0;
  z_stream state = {.next_in = data, .avail_in = (uInt)size, .next_out = content, .avail_out = sizeof content};
  if (inflateInit2(&state, 15 + 16) != Z_OK) return 0;
  inflate(&state, Z_FINISH);
  size_t count = state.total_out, room = most - overhead < most_content ? most - overhead : most_content;
  inflateEnd(&state);
  if (count > room) return 0;
  return gzip_store(content, LLVMFuzzerMutate(content, count, room), data);
}
