// What every fuzz target shares and needs C for: counting memory, and changing files so that their checksums still fit.
#ifndef C_HARNESS_H
#define C_HARNESS_H
#include <stddef.h>
#include <stdint.h>

// Counts the bytes that are allocated from here on.
void memory_begin(void);
// The most bytes that were allocated at one time since `memory_begin`, beyond those that were there before.
int64_t memory_peak(void);
// The bytes that all measured inputs together have left behind.
int64_t memory_kept(void);
// Ends a measurement: what is still there now counts as left behind.
void memory_end(void);

// A gzip file with `size` bytes of content, uncompressed, at `to`, which has room for size + 23. Returns its size; 0 for more than 65535 bytes.
size_t gzip_store(const uint8_t *content, size_t size, uint8_t *to);

// A file without a name, in memory: its descriptor, or -1.
int memory_file(void);
void remove_folder(const char *path);

#endif
