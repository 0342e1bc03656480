#include "error.hpp"
#include "COneDNN.h"
#include <cstdarg>
#include <cstdio>

namespace {
thread_local char message[512];
}

namespace md {
int fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return 1;
}
} // namespace md

const char *md_error(void) { return message; }
