// What Linux offers for writing large files beyond POSIX, which Swift's Glibc leaves out.
#ifndef DISK_H
#define DISK_H
#include <stdint.h>

// Takes room on the disk for bytes that will be written here, so that the system need not look for it page by page. A file system that cannot do it is none
// the worse for it, and one that is full says so when the bytes are written.
void cd_reserve(int descriptor, int64_t offset, int64_t count);
// Begins to bring these bytes to the disk, without waiting: what `fsync` has to wait for becomes less.
void cd_start_writeback(int descriptor, int64_t offset, int64_t count);
// Gives back the memory in which the system holds a file, as far as nobody has it mapped.
void cd_drop_cache(const char *path);

#endif
