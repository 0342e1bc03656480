// Fetching a file with libcurl, which is opened at run time: few programs download anything, and libcurl with the libraries that it needs takes
// longer to load than the rest of a program's start.
#ifndef CT_TRANSFER_H
#define CT_TRANSFER_H
#ifdef __cplusplus
extern "C" {
#endif

typedef enum ct_outcome {
  CT_DONE,       // everything is in the file
  CT_NO_LIBRARY, // there is no libcurl on this machine
  CT_REFUSED,    // the server answered with `status`
  CT_BROKEN,     // the network failed, as `message` says
  CT_UNWRITABLE, // the file cannot be written, for the reason `error` (errno)
} ct_outcome;

typedef struct ct_report {
  long status;
  int error;
  char message[256];
} ct_report;

// Writes what `url` holds from byte `offset` on behind the first `offset` bytes of `file`, an open file; where the server sends everything, it begins
// anew. Gives up after `idle_seconds` without a byte. What has arrived stays in the file.
ct_outcome ct_fetch(const char *url, int file, long long offset, long idle_seconds, ct_report *report);

#ifdef __cplusplus
}
#endif
#endif
