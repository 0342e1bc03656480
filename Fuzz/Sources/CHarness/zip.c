// Changes one entry of a zip archive, then sets the table of contents right: offsets, sizes, CRC-32.
#include <string.h>
#include <zlib.h>
#include "mutators.h"

enum { most_entries = 32, local_size = 30, central_size = 46, end_size = 22 };

struct archive {
  uint8_t *data;
  size_t size;
  // Where the entries begin, and their lines in the table of contents, in the order in which they stand in the file.
  size_t local[most_entries], central[most_entries];
  int locals, centrals;
  size_t end; // of the table
};

static uint32_t number(const uint8_t *p, int width) {
  uint32_t n = 0;
  for (int i = width; i-- > 0;) n = n << 8 | p[i];
  return n;
}
static void put(uint8_t *p, size_t n, int width) {
  for (int i = 0; i < width; ++i) p[i] = (uint8_t)(n >> 8 * i);
}

// Finds the signatures; 0 when there are not enough for an archive.
static int find(struct archive *a) {
  a->locals = a->centrals = 0;
  a->end = 0;
  for (size_t i = 0; i + end_size <= a->size; ++i) {
    if (a->data[i] != 'P' || a->data[i + 1] != 'K') continue;
    unsigned kind = number(a->data + i + 2, 2);
    if (kind == 0x0403 && i + local_size <= a->size && a->locals < most_entries) a->local[a->locals++] = i;
    if (kind == 0x0201 && i + central_size <= a->size && a->centrals < most_entries) a->central[a->centrals++] = i;
    if (kind == 0x0605) a->end = i;
  }
  return a->locals > 0 && a->centrals > 0 && a->end != 0;
}

static size_t content_start(const struct archive *a, int i) {
  const uint8_t *header = a->data + a->local[i];
  return a->local[i] + local_size + number(header + 26, 2) + number(header + 28, 2);
}
static size_t content_end(const struct archive *a, int i) { return i + 1 < a->locals ? a->local[i + 1] : a->central[0]; }

// Size and checksum of what a deflated entry holds; 0 when it is damaged or long.
static int inflated(const uint8_t *from, size_t count, size_t *size, uint32_t *crc) {
  static uint8_t content[1 << 16];
  z_stream state = {.next_in = (Bytef *)from, .avail_in = (uInt)count, .next_out = content, .avail_out = sizeof content};
  if (inflateInit2(&state, -15) != Z_OK) return 0;
  int status = inflate(&state, Z_FINISH);
  *size = state.total_out;
  *crc = (uint32_t)crc32(0, content, (uInt)state.total_out);
  inflateEnd(&state);
  return status == Z_STREAM_END;
}

static void repair(struct archive *a) {
  for (int i = 0; i < a->locals && i < a->centrals; ++i) {
    size_t start = content_start(a, i), end = content_end(a, i);
    if (start > end) continue;
    uint8_t *line = a->data + a->central[i];
    size_t size = end - start;
    uint32_t crc = 0;
    if (number(line + 10, 2) == 0) crc = (uint32_t)crc32(0, a->data + start, (uInt)size);
    else if (!inflated(a->data + start, end - start, &size, &crc)) continue;
    put(line + 16, crc, 4);
    put(line + 20, end - start, 4);
    put(line + 24, size, 4);
    put(line + 42, a->local[i], 4);
  }
  uint8_t *end = a->data + a->end;
  put(end + 10, (size_t)a->centrals, 2);
  put(end + 12, a->end - a->central[0], 4);
  put(end + 16, a->central[0], 4);
}

size_t mutate_zip(uint8_t *data, size_t size, size_t most, unsigned *random) {
  struct archive a = {.data = data, .size = size};
  if (size < 4 || memcmp(data, "PK\3\4", 4) != 0 || !find(&a)) return 0;
  // The first entry of PyTorch's files is the pickle: half of the changes go there, a quarter to other entries, a quarter to anything.
  unsigned choice = next_random(random) % 4;
  int i = choice < 2 ? 0 : (int)(next_random(random) % (unsigned)a.locals);
  size_t start = content_start(&a, i), end = content_end(&a, i);
  if (choice < 3 && start <= end && end <= size) a.size = size - (end - start) + mutate_part(data, size, most, start, end - start);
  else a.size = LLVMFuzzerMutate(data, size, most);
  if (find(&a)) repair(&a);
  return a.size;
}
