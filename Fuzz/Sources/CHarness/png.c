// Changes one chunk of a PNG, then sets lengths and CRC-32 right.
#include <string.h>
#include <zlib.h>
#include "mutators.h"

enum { signature_size = 8, chunk_overhead = 12, most_chunks = 64 };

static uint32_t number(const uint8_t *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }
static void put(uint8_t *p, uint32_t n) {
  for (int i = 0; i < 4; ++i) p[i] = (uint8_t)(n >> (24 - 8 * i));
}

// Where the chunks begin; the last place is the end of the last one.
static int find(const uint8_t *data, size_t size, size_t *chunks) {
  int count = 0;
  size_t at = signature_size;
  while (count < most_chunks && size - at >= chunk_overhead && number(data + at) <= size - at - chunk_overhead) {
    chunks[count++] = at;
    at += chunk_overhead + number(data + at);
  }
  chunks[count] = at;
  return count;
}

size_t mutate_png(uint8_t *data, size_t size, size_t most, unsigned *random) {
  if (size < signature_size || memcmp(data, "\x89PNG", 4) != 0) return 0;
  size_t chunks[most_chunks + 1];
  int count = find(data, size, chunks);
  if (count == 0) return 0;
  unsigned choice = next_random(random) % 8;
  int i = (int)(next_random(random) % (unsigned)count);
  size_t at = chunks[i], length = chunks[i + 1] - at - chunk_overhead;
  if (choice == 0) {
    size = LLVMFuzzerMutate(data, size, most);
  } else if (choice == 1 && length + chunk_overhead <= most - size) {
    // A chunk twice.
    memmove(data + chunks[i + 1] + length + chunk_overhead, data + chunks[i + 1], size - chunks[i + 1]);
    memcpy(data + chunks[i + 1], data + at, length + chunk_overhead);
    size += length + chunk_overhead;
  } else if (choice == 2 && count > 1) {
    // A chunk less.
    memmove(data + at, data + chunks[i + 1], size - chunks[i + 1]);
    size -= length + chunk_overhead;
  } else {
    size_t changed = mutate_part(data, size, most, at + 8, length);
    size = size - length + changed;
    put(data + at, (uint32_t)changed);
  }
  if (size < signature_size) return size;
  count = find(data, size, chunks);
  for (int k = 0; k < count; ++k) {
    size_t covered = chunks[k + 1] - chunks[k] - 8;
    put(data + chunks[k + 1] - 4, (uint32_t)crc32(0, data + chunks[k] + 4, (uInt)covered));
  }
  return size;
}
