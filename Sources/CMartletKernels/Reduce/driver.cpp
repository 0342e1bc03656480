#include "Reduce/driver.h"
#include <algorithm>
#include <memory>
#include "internal/parallel.h"

namespace mk {
namespace {

constexpr mk_int kBatch = 64; // rows between two calls of a reducer

struct Drive {
  const Reducer &reducer;
  mk_int repeats, outer, n, inner;
  const char *x;

  const char *element(mk_int i) const { return x + i * reducer.element_size; }

  // Nanoseconds for reading so many elements, to decide how much work a thread should get at least.
  double cost(mk_int elements) const { return 3 + 0.02 * double(reducer.element_size) * double(elements); }

  std::unique_ptr<char[]> room(mk_int parts) const {
    return std::unique_ptr<char[]>(parts > 1 ? new char[size_t(parts * outer * inner * reducer.total_size)] : nullptr);
  }

  void whole_rows() const {
    parallel(outer, grain_for(cost(n)), [&](mk_int begin, mk_int end) {
      alignas(64) char totals[kBatch * kLargestTotal];
      for (mk_int i = begin; i < end; i += kBatch) {
        mk_int count = std::min(kBatch, end - i);
        reducer.rows(count, n, element(i * n), totals);
        reducer.emit(i, count, totals);
      }
    });
  }

  // Long rows in chunks, and rows of which several make one result.
  void parts_of_rows() const {
    mk_int chunks = (n + kChunk - 1) / kChunk;
    std::unique_ptr<char[]> partial = room(repeats * chunks);
    parallel(repeats * outer * chunks, grain_for(cost(std::min(n, kChunk))), [&](mk_int begin, mk_int end) {
      for (mk_int task = begin; task < end; ++task) {
        mk_int c = task % chunks, row = task / chunks, i = row % outer, repeat = row / outer;
        char *to = &partial[size_t(((repeat * chunks + c) * outer + i) * reducer.total_size)];
        reducer.rows(1, std::min(kChunk, n - c * kChunk), element(row * n + c * kChunk), to);
      }
    });
    combine(partial.get(), repeats * chunks);
  }

  void columns() const {
    mk_int tiles = (inner + kTile - 1) / kTile, planes = repeats * outer;
    // Long columns are cut too when there are too few of them to keep many threads busy.
    mk_int wanted = std::clamp<mk_int>(planes * n * inner / (4 * kChunk), 1, 64);
    mk_int chunks = std::max<mk_int>(1, std::min(wanted / (planes * tiles), n / kTileRows));
    mk_int chunk = (n + chunks - 1) / chunks, parts = repeats * chunks;
    std::unique_ptr<char[]> partial = room(parts);
    parallel(planes * chunks * tiles, grain_for(cost(chunk * std::min(inner, kTile))), [&](mk_int begin, mk_int end) {
      alignas(64) char totals[kTile * kLargestTotal];
      for (mk_int task = begin; task < end; ++task) {
        mk_int column = task % tiles * kTile, c = task / tiles % chunks, plane = task / tiles / chunks, i = plane % outer, repeat = plane / outer;
        mk_int width = std::min(kTile, inner - column), first = c * chunk;
        char *to = parts > 1 ? &partial[size_t((((repeat * chunks + c) * outer + i) * inner + column) * reducer.total_size)] : totals;
        reducer.start(width, to);
        reducer.columns(std::clamp<mk_int>(n - first, 0, chunk), width, inner, element((plane * n + first) * inner + column), to);
        if (parts == 1) reducer.emit(i * inner + column, width, to);
      }
    });
    if (parts > 1) combine(partial.get(), parts);
  }

  // partial: (parts, outer, inner)
  void combine(const char *partial, mk_int parts) const {
    mk_int results = outer * inner, tiles = (results + kTile - 1) / kTile;
    parallel(tiles, grain_for(double(parts * std::min(results, kTile))), [&](mk_int begin, mk_int end) {
      alignas(64) char totals[kTile * kLargestTotal];
      for (mk_int tile = begin; tile < end; ++tile) {
        mk_int first = tile * kTile, width = std::min(kTile, results - first);
        reducer.start(width, totals);
        for (mk_int p = 0; p < parts; ++p) reducer.join(width, totals, partial + (p * results + first) * reducer.total_size);
        reducer.emit(first, width, totals);
      }
    });
  }
};

} // namespace

void drive(const Reducer &reducer, Outer outer, mk_int n, mk_int inner, const void *x) {
  if (outer.count <= 0 || inner <= 0) return;
  Drive work{reducer, outer.repeats, outer.count, n, inner, static_cast<const char *>(x)};
  if (inner > 1) work.columns();
  else if (outer.repeats == 1 && n <= kChunk) work.whole_rows();
  else work.parts_of_rows();
}

} // namespace mk
