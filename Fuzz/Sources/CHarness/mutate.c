// libFuzzer's own changes almost never leave a checksum intact, so that of a zip archive, a PNG or a gzip file nothing behind the checksum would
// be reached. Three changes of four are therefore made to the content, and lengths and checksums fitted to it.
#include <stdlib.h>
#include <string.h>
#include "mutators.h"

size_t mutate_part(uint8_t *data, size_t size, size_t most, size_t at, size_t count) {
  size_t room = count + (most - size);
  if (room == 0) return count;
  uint8_t *part = malloc(room);
  memcpy(part, data + at, count);
  size_t changed = LLVMFuzzerMutate(part, count, room);
  memmove(data + at + changed, data + at + count, size - at - count);
  memcpy(data + at, part, changed);
  free(part);
  return changed;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed) {
  unsigned random = seed;
  if (next_random(&random) % 4 != 0 && size <= most) {
    size_t changed = mutate_zip(data, size, most, &random);
    if (changed == 0) changed = mutate_gzip(data, size, most);
    if (changed == 0) changed = mutate_png(data, size, most, &random);
    if (changed != 0) return changed;
  }
  return LLVMFuzzerMutate(data, size, most);
}
