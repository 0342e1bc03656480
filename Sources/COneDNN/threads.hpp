// oneDNN forks over all of OpenMP's threads whatever the size of the work; small products are faster on the caller's thread alone.
#ifndef MD_THREADS_HPP
#define MD_THREADS_HPP
#include "mk_parallel.h"

extern "C" {
int omp_in_parallel(void);
void omp_set_num_threads(int threads);
}

namespace md {

// While it lives, this thread's oneDNN calls stay on this thread (inside a parallel region they do so anyway).
class OneThread {
public:
  OneThread() : set_(mk_num_threads() > 1 && !omp_in_parallel()) {
    if (set_) omp_set_num_threads(1);
  }
  ~OneThread() {
    if (set_) omp_set_num_threads(mk_num_threads());
  }
  OneThread(const OneThread &) = delete;
  OneThread &operator=(const OneThread &) = delete;

private:
  bool set_;
};

} // namespace md
#endif
