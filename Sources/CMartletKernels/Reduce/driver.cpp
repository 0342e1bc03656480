#include "Reduce/driver.h"
#include <algorithm>
#include <memory>
#include "internal/parallel.h"

namespace mk {
namespace {

constexpr mk_int kBatch = 64; // rows between two calls of a reducer

struct Drive {
  const Reducer &reducer;
  mk_int outer, n, inner;
  const char *x;

  const char *element(mk_int i) const { return x + i * reducer.element_size; }

  // Nanoseconds for reading so many elements, to decide how much work a thread should get at least.
  double cost(mk_int elements) const { return 3 + 0.02 * double(reducer.element_size) * double(elements); }

  void short_rows() const {
    parallel(outer, grain_for(cost(n)), [&](mk_int begin, mk_int end) {
      alignas(64) char totals[kBatch * kLargestTotal];
      for (mk_int i = begin; i < end; i += kBatch) {
        mk_int count = std::min(kBatch, end - i);
        reducer.rows(count, n, element(i * n), totals);
        reducer.emit(i, count, totals);
      }
    });
  }

  void long_rows() const {
    mk_int chunks = (n + kChunk - 1) / kChunk;
    std::unique_ptr<char[]> partial(new char[size_t(outer * chunks * reducer.total_size)]);
    parallel(outer * chunks, 2, [&](mk_int begin, mk_int end) {
      for (mk_int task = begin; task < end; ++task) {
        mk_int first = task % chunks * kChunk;
        reducer.rows(1, std::min(kChunk, n - first), element(task / chunks * n + first), &partial[size_t(task * reducer.total_size)]);
      }
    });
    combine(partial.get(), chunks);
  }

  void columns() const {
    mk_int tiles = (inner + kTile - 1) / kTile;
    // Long columns are cut too when there are too few of them to keep many threads busy.
    mk_int wanted = std::clamp<mk_int>(outer * n * inner / (4 * kChunk), 1, 64);
    mk_int chunks = std::max<mk_int>(1, std::min(wanted / (outer * tiles), n / kTileRows));
    mk_int chunk = (n + chunks - 1) / chunks;
    std::unique_ptr<char[]> partial(chunks > 1 ? new char[size_t(outer * chunks * inner * reducer.total_size)] : nullptr);
    parallel(outer * chunks * tiles, grain_for(cost(chunk * std::min(inner, kTile))), [&](mk_int begin, mk_int end) {
      alignas(64) char totals[kTile * kLargestTotal];
      for (mk_int task = begin; task < end; ++task) {
        mk_int column = task % tiles * kTile, c = task / tiles % chunks, i = task / tiles / chunks;
        mk_int width = std::min(kTile, inner - column), first = c * chunk;
        char *to = chunks > 1 ? &partial[size_t(((i * chunks + c) * inner + column) * reducer.total_size)] : totals;
        reducer.start(width, to);
        reducer.columns(std::clamp<mk_int>(n - first, 0, chunk), width, inner, element((i * n + first) * inner + column), to);
        if (chunks == 1) reducer.emit(i * inner + column, width, to);
      }
    });
    if (chunks > 1) combine(partial.get(), chunks);
  }

  // partial: (outer, chunks, inner)
  void combine(const char *partial, mk_int chunks) const {
    alignas(64) char totals[kTile * kLargestTotal];
    for (mk_int i = 0; i < outer; ++i)
      for (mk_int column = 0; column < inner; column += kTile) {
        mk_int width = std::min(kTile, inner - column);
        reducer.start(width, totals);
        for (mk_int c = 0; c < chunks; ++c) reducer.join(width, totals, partial + ((i * chunks + c) * inner + column) * reducer.total_size);
        reducer.emit(i * inner + column, width, totals);
      }
  }
};

} // namespace

void drive(const Reducer &reducer, mk_int outer, mk_int n, mk_int inner, const void *x) {
  if (outer <= 0 || inner <= 0) return;
  Drive work{reducer, outer, n, inner, static_cast<const char *>(x)};
  if (inner > 1) work.columns();
  else if (n <= kChunk) work.short_rows();
  else work.long_rows();
}

} // namespace mk
