// How a reduction's work is cut into tasks. Compiled once: what depends on the operation, the element type and the
// instruction set hides behind Reducer. The cut depends on the shape alone, so results do not depend on the number of threads.
#ifndef MK_REDUCE_DRIVER_H
#define MK_REDUCE_DRIVER_H
#include "include/mk_types.h"

namespace mk {

constexpr mk_int kChunk = 65536;     // elements of a row that one task takes
constexpr mk_int kTile = 512;        // columns that one task takes
constexpr mk_int kTileRows = 64;     // rows of a tile between two additions to its totals
constexpr mk_int kLargestTotal = 24; // bytes

// `totals` are arrays of the reduction's own type.
struct Reducer {
  mk_int element_size, total_size;
  Reducer(size_t element_size, size_t total_size) : element_size(mk_int(element_size)), total_size(mk_int(total_size)) {}
  // The totals of `count` contiguous rows of n elements each.
  virtual void rows(mk_int count, mk_int n, const void *x, void *totals) const = 0;
  // Combines `width` columns, at most kTile, into totals; `stride` elements lie between rows.
  virtual void columns(mk_int rows, mk_int width, mk_int stride, const void *x, void *totals) const = 0;
  virtual void start(mk_int count, void *totals) const = 0;                   // the identity
  virtual void join(mk_int count, void *totals, const void *more) const = 0;  // totals[i] = combine(totals[i], more[i])
  virtual void emit(mk_int first, mk_int count, const void *totals) const = 0; // results first, first + 1, …

protected:
  ~Reducer() = default;
};

// The dims in front of the reduced one. Those that are reduced too come first of all, and are seldom there.
struct Outer {
  mk_int count, repeats;
  Outer(mk_int count, mk_int repeats = 1) : count(count), repeats(repeats) {}
};

// Reduces x (repeats, outer, n, inner) over repeats and n.
void drive(const Reducer &reducer, Outer outer, mk_int n, mk_int inner, const void *x);

} // namespace mk
#endif
