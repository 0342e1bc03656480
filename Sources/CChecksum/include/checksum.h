// CRC-32 as zip, gzip and PNG have it, near the speed of memory.
#ifndef CHECKSUM_H
#define CHECKSUM_H
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
uint32_t cs_crc32(const void *bytes, size_t count);
#ifdef __cplusplus
}
#endif

#endif
