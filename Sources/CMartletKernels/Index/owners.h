// How threads share the rows of a table that they add to: every row has one owner, who sees all terms in their order. So the
// last of equal indices wins, and sums do not depend on the number of threads.
#ifndef MK_INDEX_OWNERS_H
#define MK_INDEX_OWNERS_H
#include <algorithm>
#include <cstdint>
#include "internal/parallel.h"

namespace mk {

// The rows that owners begin ..< end of `owners` have. Rows are scattered over the owners, because frequent ones are often
// neighbours (the words of a vocabulary are sorted by frequency).
struct Ownership {
  mk_int owners, begin, end;

  bool has(mk_int place) const {
    uint64_t scattered = (uint64_t(place) * 0x9e3779b97f4a7c15u) >> 32;
    mk_int owner = mk_int((scattered * uint64_t(owners)) >> 32);
    return owner >= begin && owner < end;
  }

  // Calls body(p, place_of(p)) for the positions 0 ..< count whose place is owned, in order, and fetch(place) a little earlier:
  // places are random, and waiting for each in turn would take longer than writing it.
  template <class PlaceOf, class Fetch, class Body>
  void each_position(mk_int count, PlaceOf &&place_of, Fetch &&fetch, Body &&body) const {
    constexpr mk_int block = 256, ahead = 8;
    mk_int positions[block], places[block];
    for (mk_int start = 0; start < count; start += block) {
      mk_int stop = std::min(start + block, count), found = 0;
      for (mk_int p = start; p < stop; ++p) { // without a branch: whose a row is, no predictor can guess
        mk_int place = place_of(p);
        positions[found] = p;
        places[found] = place;
        found += has(place);
      }
      for (mk_int i = 0; i < found; ++i) {
        if (i + ahead < found) fetch(places[i + ahead]);
        body(positions[i], places[i]);
      }
    }
  }
};

// Calls body(owned, first, last): put columns first ..< last of all rows that are owned. Wide rows are shared by columns, so
// that few rows are enough for many threads; narrower ones by owner, so that a cache line has one writer.
template <class Body>
inline void share_rows(mk_int count, mk_int width, mk_int element, double nanoseconds_each, Body &&body) {
  constexpr mk_int wide = 16384, narrow = 128; // bytes; below `narrow` looking for one's rows costs as much as writing them
  double row_cost = nanoseconds_each * double(width);
  if (width * element >= wide) {
    mk_int grain = std::max<mk_int>(64, grain_for(nanoseconds_each * double(count)));
    parallel(width, grain, [&](mk_int begin, mk_int end) { body(Ownership{1, 0, 1}, begin, end); });
    return;
  }
  mk_int owners = width * element < narrow ? 1 : std::max<mk_int>(1, std::min<mk_int>(mk_num_threads(), count / grain_for(row_cost)));
  parallel(owners, 1, [&](mk_int begin, mk_int end) { body(Ownership{owners, begin, end}, mk_int(0), width); });
}

} // namespace mk
#endif
