// Changes to files of a format. Each gives the new size, at most `most`, or 0 when `data` is no such file.
#ifndef MUTATORS_H
#define MUTATORS_H
#include <stddef.h>
#include <stdint.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

// The next of a sequence of pseudo-random numbers.
static inline unsigned next_random(unsigned *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

size_t mutate_zip(uint8_t *data, size_t size, size_t most, unsigned *random);
size_t mutate_gzip(uint8_t *data, size_t size, size_t most);
size_t mutate_png(uint8_t *data, size_t size, size_t most, unsigned *random);

// Changes data[at ..< at + count], a part of `size` bytes, and moves what follows. Returns the part's new size.
size_t mutate_part(uint8_t *data, size_t size, size_t most, size_t at, size_t count);

#endif
