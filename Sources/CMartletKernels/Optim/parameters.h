// Walks many parameter buffers as if they were one, so that one parallel region serves all of them.
#ifndef MK_OPTIM_PARAMETERS_H
#define MK_OPTIM_PARAMETERS_H
#include <algorithm>
#include "internal/parallel.h"

namespace mk {

// Calls body(i, begin, end) for pieces of buffer i; every element is in exactly one piece.
template <class Body>
inline void for_parameters(int count, const mk_int *sizes, double nanoseconds_per_item, Body &&body) {
  mk_int total = 0;
  for (int i = 0; i < count; ++i) total += sizes[i];
  parallel(total, grain_for(nanoseconds_per_item), [&](mk_int begin, mk_int end) {
    mk_int first = 0; // position of buffer i's first element in the whole
    for (int i = 0; i < count && first < end; first += sizes[i++]) {
      mk_int from = std::max<mk_int>(begin - first, 0), to = std::min(end - first, sizes[i]);
      if (from < to) body(i, from, to);
    }
  });
}

} // namespace mk
#endif
