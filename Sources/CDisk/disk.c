#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>
#include "include/disk.h"

void cd_reserve(int descriptor, int64_t offset, int64_t count) {
  // Nothing depends on its success.
  (void)!fallocate(descriptor, 0, offset, count);
}

void cd_start_writeback(int descriptor, int64_t offset, int64_t count) {
  (void)!sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

void cd_drop_cache(const char *path) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return;
  (void)!posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  close(descriptor);
}
