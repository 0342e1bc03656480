// C++ face of mk_parallel_for: takes a lambda instead of a function and a context.
#ifndef MK_INTERNAL_PARALLEL_H
#define MK_INTERNAL_PARALLEL_H
#include <type_traits>
#include "include/mk_parallel.h"

namespace mk {

// Calls body(begin, end) over [0, n), in pieces of at least `grain` items when more than one thread is to work.
template <class Body>
inline void parallel(mk_int n, mk_int grain, Body &&body) {
  if (n <= 0) return;
  if (n <= grain) { body(mk_int(0), n); return; }
  using Plain = std::remove_reference_t<Body>;
  mk_parallel_for(n, grain, [](void *context, mk_int begin, mk_int end) { (*static_cast<Plain *>(context))(begin, end); },
                  const_cast<void *>(static_cast<const void *>(&body)));
}

// How many items make a piece worth a thread's while, from the cost of one item in nanoseconds: about 20 µs of work.
inline mk_int grain_for(double nanoseconds_per_item) {
  double items = 20000.0 / nanoseconds_per_item;
  return items < 1 ? 1 : mk_int(items);
}

} // namespace mk
#endif
