// OpenBLAS, opened at run time, for the LAPACK functions in it. Its products are not used: see packed_gemm.cpp.
#include "COneDNN.h"
#include "mk_parallel.h"
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <initializer_list>

namespace {

// OpenBLAS releases older than the processor take an AMD with AVX-512 for a Haswell and leave half of its speed; naming the
// core helps. The variable is read while the library loads, and is taken back so that child processes do not inherit it.
class CoreTypeHint {
public:
  CoreTypeHint() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_is("amd") || !__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq")) return;
    if (getenv("OPENBLAS_CORETYPE")) return;
    set_ = setenv("OPENBLAS_CORETYPE", "SkylakeX", 0) == 0;
#endif
  }
  ~CoreTypeHint() {
    if (set_) unsetenv("OPENBLAS_CORETYPE");
  }

private:
  bool set_ = false;
};

struct OpenBLAS {
  void *handle = nullptr;
  void (*set_num_threads)(int) = nullptr;
  char version[128] = "";
  std::atomic<int> threads{0};

  OpenBLAS() {
    {
      CoreTypeHint hint;
      // The OpenMP flavour has a name of its own in Fedora; in Debian the alternatives decide what libopenblas.so.0 is.
      for (const char *name : {"libopenblaso.so.0", "libopenblas.so.0", "libopenblas.so"})
        if ((handle = dlopen(name, RTLD_NOW | RTLD_LOCAL))) break;
    }
    if (!handle) return;
    set_num_threads = reinterpret_cast<void (*)(int)>(dlsym(handle, "openblas_set_num_threads"));
    auto config = reinterpret_cast<const char *(*)()>(dlsym(handle, "openblas_get_config"));
    auto core = reinterpret_cast<const char *(*)()>(dlsym(handle, "openblas_get_corename"));
    int major = 0, minor = 0, patch = 0;
    if (config) sscanf(config(), "OpenBLAS %d.%d.%d", &major, &minor, &patch);
    snprintf(version, sizeof version, "OpenBLAS %d.%d.%d %s", major, minor, patch, core ? core() : "");
  }

  void follow_thread_count() {
    int wanted = mk_num_threads();
    if (set_num_threads && threads.exchange(wanted, std::memory_order_relaxed) != wanted) set_num_threads(wanted);
  }
};

OpenBLAS &openblas() {
  static OpenBLAS *library = new OpenBLAS; // never unloaded: its threads may outlive main
  return *library;
}

} // namespace

const char *md_blas_version(void) { return openblas().version; }

void *md_blas_symbol(const char *name) {
  OpenBLAS &library = openblas();
  return library.handle ? dlsym(library.handle, name) : nullptr;
}

void md_blas_follow_threads(void) { openblas().follow_thread_count(); }
