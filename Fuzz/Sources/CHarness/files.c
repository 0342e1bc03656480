#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <sys/mman.h>
#include "include/CHarness.h"

int memory_file(void) { return memfd_create("input", 0); }

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status, (void)kind, (void)place;
  return remove(path);
}

void remove_folder(const char *path) { nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS); }
