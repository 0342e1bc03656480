// Ways through the rows of a recurrent layer.
#ifndef MK_RECURRENT_STEPS_H
#define MK_RECURRENT_STEPS_H
#include <algorithm>
#include <cstring>
#include "include/mk_recurrent.h"
#include "internal/parallel.h"

namespace mk {

constexpr mk_int gate_count(mk_cell cell) { return cell == MK_CELL_LSTM ? 4 : cell == MK_CELL_GRU ? 3 : 1; }

// The order of one direction, with the states before and after its steps.
struct Walk {
  const mk_steps &steps;
  bool reverse;

  mk_int row(mk_int time, mk_int sequence) const { return steps.starts[time] + sequence * steps.stride; }
  // The time of the step-th step.
  mk_int time(mk_int step) const { return reverse ? steps.times - 1 - step : step; }
  // Whether the sequence has neither a step before this one, or none after it.
  bool is_first(mk_int time, mk_int sequence) const { return reverse ? ends(time, sequence) : time == 0; }
  bool is_last(mk_int time, mk_int sequence) const { return reverse ? time == 0 : ends(time, sequence); }

  // The state before the step: a row of `states`, or of `initial` at the first.
  template <class T> const T *before(mk_int time, mk_int sequence, const T *states, mk_int stride, const T *initial, mk_int width) const {
    if (is_first(time, sequence)) return initial + sequence * width;
    return states + row(reverse ? time + 1 : time - 1, sequence) * stride;
  }

private:
  bool ends(mk_int time, mk_int sequence) const { return time + 1 == steps.times || sequence >= steps.counts[time + 1]; }
};

// Calls body(pass, first, last) for ranges of the sequences of each pass, over the threads. Sequences do not depend on each other, so
// each thread goes through all steps without waiting for the others.
template <class Body>
void for_sequences(const mk_steps &steps, int passes, double multiplications, Body &&body) {
  // About 40 multiplications a nanosecond; the cells' functions cost as much as a product with a few dozen columns.
  const mk_int grain = grain_for(double(steps.times) * (multiplications / 40 + 20)), n = steps.sequences;
  parallel(passes * n, grain, [&](mk_int begin, mk_int end) {
    for (int p = 0; p < passes; ++p) {
      const mk_int first = std::max<mk_int>(begin - p * n, 0), last = std::min(end - p * n, n);
      if (first < last) body(p, first, last);
    }
  });
}

} // namespace mk
#endif
