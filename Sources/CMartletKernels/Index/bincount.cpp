// How often each index occurs.
#include <algorithm>
#include <mutex>
#include <vector>
#include "include/mk_index.h"
#include "internal/parallel.h"

namespace {

constexpr mk_int ways = 4; // tables in turn: a count that has just been written is slow to read again

void count_in_turn(const int64_t *idx, mk_int begin, mk_int end, mk_int bins, int64_t *tables) {
  mk_int i = begin;
  for (; i + ways <= end; i += ways)
    for (mk_int k = 0; k < ways; ++k) ++tables[k * bins + idx[i + k]];
  for (; i < end; ++i) ++tables[idx[i]];
}

} // namespace

extern "C" void mk_bincount(const int64_t *idx, mk_int n, mk_int bins, int64_t *counts) {
  if (n < 2 * ways * bins) { // tables of their own would cost more than they save
    for (mk_int i = 0; i < n; ++i) ++counts[idx[i]];
    return;
  }
  std::mutex writing;
  mk::parallel(n, std::max(mk::grain_for(0.5), 2 * ways * bins), [&](mk_int begin, mk_int end) {
    std::vector<int64_t> tables(size_t(ways * bins));
    count_in_turn(idx, begin, end, bins, tables.data());
    std::lock_guard<std::mutex> lock(writing);
    for (mk_int k = 0; k < ways; ++k)
      for (mk_int i = 0; i < bins; ++i) counts[i] += tables[size_t(k * bins + i)];
  });
}
