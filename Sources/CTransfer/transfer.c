#include "ct_transfer.h"
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// The part of libcurl's interface that is used here. Its numbers never change, so no header is needed to build.
enum {
  option_write_data = 10001,
  option_url = 10002,
  option_range = 10007,
  option_error_buffer = 10010,
  option_write_function = 20011,
  option_low_speed_limit = 19,
  option_low_speed_time = 20,
  option_fail_on_error = 45,
  option_follow_location = 52,
  option_connect_timeout = 78,
  option_no_signal = 99,
  info_response_code = 0x200002,
  global_all = 3,
  code_ok = 0,
};

static struct {
  int is_open;
  int (*global_init)(long flags);
  void *(*init)(void);
  int (*set)(void *handle, int option, ...);
  int (*perform)(void *handle);
  int (*info)(void *handle, int which, ...);
  const char *(*text)(int code);
  void (*cleanup)(void *handle);
} curl;

static void open_library(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  *(void **)&curl.global_init = dlsym(library, "curl_global_init");
  *(void **)&curl.init = dlsym(library, "curl_easy_init");
  *(void **)&curl.set = dlsym(library, "curl_easy_setopt");
  *(void **)&curl.perform = dlsym(library, "curl_easy_perform");
  *(void **)&curl.info = dlsym(library, "curl_easy_getinfo");
  *(void **)&curl.text = dlsym(library, "curl_easy_strerror");
  *(void **)&curl.cleanup = dlsym(library, "curl_easy_cleanup");
  curl.is_open = curl.global_init && curl.init && curl.set && curl.perform && curl.info && curl.text && curl.cleanup &&
                 curl.global_init(global_all) == code_ok;
}

typedef struct Transfer {
  void *handle;
  int file;
  int has_begun;
  int error; // errno of a write that failed
} Transfer;

static int make_ready(Transfer *transfer) {
  long status = 0;
  curl.info(transfer->handle, info_response_code, &status);
  // 206: the rest that was asked for. Otherwise the server sends everything, whatever was asked for.
  return status == 206 ? 0 : ftruncate(transfer->file, 0) == 0 && lseek(transfer->file, 0, SEEK_SET) == 0 ? 0 : -1;
}

// libcurl's callback: anything but `count` stops the transfer.
static size_t write_piece(const char *bytes, size_t size, size_t count, void *context) {
  Transfer *transfer = context;
  (void)size; // always 1
  if (!transfer->has_begun && make_ready(transfer) != 0) {
    transfer->error = errno;
    return 0;
  }
  transfer->has_begun = 1;
  for (size_t done = 0; done < count;) {
    ssize_t written = write(transfer->file, bytes + done, count - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      transfer->error = errno;
      return 0;
    }
    done += (size_t)written;
  }
  return count;
}

ct_outcome ct_fetch(const char *url, int file, long long offset, long idle_seconds, ct_report *report) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  memset(report, 0, sizeof *report);
  pthread_once(&once, open_library);
  void *handle = curl.is_open ? curl.init() : NULL;
  if (!handle) return CT_NO_LIBRARY;

  Transfer transfer = {.handle = handle, .file = file};
  char range[32];
  snprintf(range, sizeof range, "%lld-", offset);
  if (offset > 0) curl.set(handle, option_range, range);
  curl.set(handle, option_url, url);
  curl.set(handle, option_follow_location, 1L);
  curl.set(handle, option_fail_on_error, 1L);
  curl.set(handle, option_no_signal, 1L); // timeouts by signals would interrupt other threads
  curl.set(handle, option_connect_timeout, idle_seconds);
  curl.set(handle, option_low_speed_limit, 1L);
  curl.set(handle, option_low_speed_time, idle_seconds);
  curl.set(handle, option_write_function, write_piece);
  curl.set(handle, option_write_data, &transfer);
  curl.set(handle, option_error_buffer, report->message);

  int code = curl.perform(handle);
  curl.info(handle, info_response_code, &report->status);
  curl.cleanup(handle);
  if (!report->message[0]) snprintf(report->message, sizeof report->message, "%s", curl.text(code));
  report->error = transfer.error;
  if (transfer.error) return CT_UNWRITABLE;
  if (report->status == 416 && offset > 0) return CT_DONE; // nothing is behind what we have
  if (report->status >= 400) return CT_REFUSED;
  return code == code_ok ? CT_DONE : CT_BROKEN;
}
