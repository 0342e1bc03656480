// Failures: a message per thread for md_error(), and the wall that keeps exceptions inside this target.
#ifndef MD_ERROR_HPP
#define MD_ERROR_HPP
#include <exception>
#include <new>

namespace md {

// Records the message for md_error() and returns 1, so that callers write `return fail(...)`.
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Runs `body` (which returns 0 or the result of fail) and turns exceptions into failures.
template <class Body>
int guarded(const char *what, Body &&body) noexcept {
  try {
    return body();
  } catch (const std::exception &e) { // dnnl::error too
    return fail("%s: %s", what, e.what());
  } catch (...) {
    return fail("%s: unknown failure", what);
  }
}

} // namespace md
#endif
