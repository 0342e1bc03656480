#include "internal/parallel.h"
#include <atomic>
#include "internal/targets.h"
#include "hwy/highway.h"
#if __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#endif

// What the compiler calls for `#pragma omp parallel`, declared by hand: the package is compiled without -fopenmp.
extern "C" {
void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
int omp_get_thread_num(void);
int omp_get_num_threads(void);
int omp_get_max_threads(void);
int omp_in_parallel(void);
void omp_set_num_threads(int threads);
// Present only when the program links OpenBLAS with a thread pool of its own.
void openblas_set_num_threads(int threads) __attribute__((weak));
}

namespace {

std::atomic<int> chosen{0}; // 0: nobody has asked or set yet
thread_local bool serial __attribute__((tls_model("initial-exec"))) = false;

// The thread sanitizer sees nothing of libgomp's barriers, which is where a region's threads wait for each other. So the region says:
// what came before `signal` is seen by whoever comes after `observe` of the same place.
#if __has_feature(thread_sanitizer)
void signal(void *place) { __tsan_release(place); }
void observe(void *place) { __tsan_acquire(place); }
#else
inline void signal(void *) {}
inline void observe(void *) {}
#endif

struct Region {
  void (*body)(void *, mk_int, mk_int);
  void *context;
  mk_int n, pieces;
  char started, ended; // places for the two barriers
};

void run_pieces(void *argument) {
  Region &region = *static_cast<Region *>(argument);
  observe(&region.started);
  mk_int team = omp_get_num_threads(); // may be smaller than what was asked for
  for (mk_int piece = omp_get_thread_num(); piece < region.pieces; piece += team) {
    mk_int whole = region.n / region.pieces, rest = region.n % region.pieces;
    mk_int begin = piece * whole + (piece < rest ? piece : rest);
    region.body(region.context, begin, begin + whole + (piece < rest));
  }
  signal(&region.ended);
}

} // namespace

extern "C" int mk_num_threads(void) {
  int threads = chosen.load(std::memory_order_relaxed);
  if (threads == 0) {
    threads = omp_get_max_threads(); // the affinity mask's size, or OMP_NUM_THREADS
    chosen.store(threads, std::memory_order_relaxed);
  }
  if (serial) threads = 1;
  // OpenMP keeps this number per thread, so a thread that the caller made has to be told before oneDNN asks for it.
  static thread_local int told __attribute__((tls_model("initial-exec"))) = 0;
  if (told != threads) {
    told = threads;
    omp_set_num_threads(threads);
  }
  return threads;
}

extern "C" void mk_set_num_threads(int threads) {
  chosen.store(threads < 1 ? 1 : threads, std::memory_order_relaxed);
  mk_num_threads();
  if (openblas_set_num_threads) openblas_set_num_threads(threads < 1 ? 1 : threads);
}

extern "C" void mk_stay_on_this_thread(void) { serial = true; }

extern "C" void mk_parallel_for(mk_int n, mk_int grain, void (*body)(void *, mk_int, mk_int), void *context) {
  if (n <= 0) return;
  if (grain < 1) grain = 1;
  mk_int pieces = n / grain;
  mk_int threads = pieces > 1 ? mk_num_threads() : 1;
  if (pieces > threads) pieces = threads;
  if (pieces <= 1 || omp_in_parallel()) {
    body(context, 0, n);
    return;
  }
  Region region{body, context, n, pieces, 0, 0};
  signal(&region.started);
  GOMP_parallel(run_pieces, &region, unsigned(pieces), 0);
  observe(&region.ended);
}

extern "C" const char *mk_instruction_set(void) {
  int64_t usable = hwy::SupportedTargets() & HWY_TARGETS;
  int64_t best = usable & -usable; // the lowest bit
  if (best >= HWY_EMU128) return HWY_ARCH_X86 ? "SSE2" : "baseline"; // loops that the compiler vectorised for every processor
  return hwy::TargetName(best);
}
