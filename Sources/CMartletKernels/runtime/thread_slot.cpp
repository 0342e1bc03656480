#include "include/mk_runtime.h"

extern "C" void **mk_thread_slot(void) {
  static thread_local void *slot __attribute__((tls_model("initial-exec"))) = nullptr;
  return &slot;
}
