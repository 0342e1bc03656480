#include <cstdio>

#include "include/mk_runtime.h"

int mk_format_double(char *buffer, mk_int size, int scientific, int precision, double value) {
  return std::snprintf(buffer, static_cast<size_t>(size), scientific ? "%.*e" : "%.*f", precision, value);
}
