// Selection by a mask: what is true is counted per chunk, so that every thread knows where its elements go.
#include <algorithm>
#include <cstring>
#include <vector>
#include "include/mk_index.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Index/masks.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "internal/dtypes.h"
#include "internal/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

mk_int count_true(const uint8_t *mask, mk_int n) {
  mk_int count = 0;
  for (mk_int begin = 0; begin < n; begin += 4096) {
    mk_int end = begin + 4096 < n ? begin + 4096 : n;
    uint32_t block = 0; // narrow, for more lanes
    for (mk_int i = begin; i < end; ++i) block += mask[i] != 0;
    count += block;
  }
  return count;
}

// The lanes of a vector of T whose mask byte is not 0.
template <class D>
HWY_INLINE hn::Mask<D> lanes_of(D d, const uint8_t *mask) {
  using T = hn::TFromD<D>;
  const hn::Rebind<uint8_t, D> bytes;
  if constexpr (sizeof(T) == 1) return hn::Ne(hn::LoadU(bytes, mask), hn::Zero(bytes));
  else if constexpr (sizeof(T) == 8) return hn::Ne(hn::PromoteTo(d, hn::PromoteTo(hn::Rebind<uint32_t, D>(), hn::LoadU(bytes, mask))), hn::Zero(d));
  else return hn::Ne(hn::PromoteTo(d, hn::LoadU(bytes, mask)), hn::Zero(d));
}

// Appends the elements load(i) with a true mask, i in begin ..< end, to out[0 ..< count]. Whole vectors are stored as long as
// they fit into the room of this chunk: what stands behind it belongs to another thread.
template <class T, class LoadVector, class LoadOne>
HWY_INLINE void compress(const uint8_t *mask, mk_int begin, mk_int end, T *out, mk_int count, LoadVector load_vector, LoadOne load_one) {
  const hn::ScalableTag<T> d;
  const mk_int lanes = mk_int(hn::Lanes(d));
  mk_int i = begin, j = 0;
  for (; i + lanes <= end && j + lanes <= count; i += lanes) {
    auto wanted = lanes_of(d, mask + i);
    hn::StoreU(hn::Compress(load_vector(d, i), wanted), d, out + j);
    j += mk_int(hn::CountTrue(d, wanted));
  }
  for (; j < count; ++i)
    if (mask[i]) out[j++] = load_one(i);
}

template <class T>
void select_chunk(const T *x, const uint8_t *mask, mk_int begin, mk_int end, T *out, mk_int count) {
  if constexpr (sizeof(T) == 1) { // no instruction compresses bytes before AVX-512 VBMI2
    mk_int i = begin, j = 0;
    for (; i < end && j < count; ++i) {
      out[j] = x[i];
      j += mask[i] != 0;
    }
  } else {
    compress(mask, begin, end, out, count, [=](auto d, mk_int i) HWY_ATTR { return hn::LoadU(d, x + i); }, [=](mk_int i) { return x[i]; });
  }
}

void select_chunks(mk_int element, const void *x, const uint8_t *mask, mk_int begin, mk_int end, void *out, mk_int place, mk_int count) {
  switch (element) {
    case 1: return select_chunk(static_cast<const uint8_t *>(x), mask, begin, end, static_cast<uint8_t *>(out) + place, count);
    case 2: return select_chunk(static_cast<const uint16_t *>(x), mask, begin, end, static_cast<uint16_t *>(out) + place, count);
    case 4: return select_chunk(static_cast<const uint32_t *>(x), mask, begin, end, static_cast<uint32_t *>(out) + place, count);
    default: return select_chunk(static_cast<const uint64_t *>(x), mask, begin, end, static_cast<uint64_t *>(out) + place, count);
  }
}

// The positions begin ..< end of true elements, less `origin`.
void positions(const uint8_t *mask, mk_int begin, mk_int end, mk_int origin, int64_t *out, mk_int count) {
  compress(mask, begin, end, reinterpret_cast<uint64_t *>(out), count, [=](auto d, mk_int i) HWY_ATTR { return hn::Iota(d, uint64_t(i - origin)); },
           [=](mk_int i) { return uint64_t(i - origin); });
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
namespace {

HWY_EXPORT(count_true);
HWY_EXPORT(select_chunks);
HWY_EXPORT(positions);

constexpr mk_int chunk = 1 << 15;
constexpr mk_int chunk_grain = 2;

// starts[c] = how many are true before chunk c; the last entry is how many there are.
std::vector<mk_int> chunk_starts(const uint8_t *mask, mk_int n) {
  mk_int chunks = (n + chunk - 1) / chunk;
  std::vector<mk_int> starts(size_t(chunks + 1));
  parallel(chunks, 8 * chunk_grain, [&](mk_int begin, mk_int end) {
    for (mk_int c = begin; c < end; ++c) starts[size_t(c + 1)] = HWY_DYNAMIC_DISPATCH(count_true)(mask + c * chunk, std::min(chunk, n - c * chunk));
  });
  for (mk_int c = 0; c < chunks; ++c) starts[size_t(c + 1)] += starts[size_t(c)];
  return starts;
}

// Calls body(begin, end, first, count) for chunks of the mask: elements begin ..< end, of which `count` are true, the first of
// them being number `first` of all.
template <class Body>
mk_int each_chunk(const uint8_t *mask, mk_int n, Body body) {
  auto starts = chunk_starts(mask, n);
  parallel(mk_int(starts.size()) - 1, chunk_grain, [&](mk_int begin, mk_int end) {
    for (mk_int c = begin; c < end; ++c) {
      mk_int first = starts[size_t(c)], count = starts[size_t(c + 1)] - first;
      if (count > 0) body(c * chunk, std::min(n, (c + 1) * chunk), first, count);
    }
  });
  return starts.back();
}

} // namespace

extern "C" mk_int mk_count_nonzero_bool(const uint8_t *mask, mk_int n) { return chunk_starts(mask, n).back(); }

extern "C" mk_int mk_masked_select(mk_dtype dtype, const void *x, const uint8_t *mask, mk_int n, void *out) {
  mk_int element = size_of(dtype);
  return each_chunk(mask, n, [&](mk_int begin, mk_int end, mk_int first, mk_int count) {
    HWY_DYNAMIC_DISPATCH(select_chunks)(element, x, mask, begin, end, out, first, count);
  });
}

extern "C" void mk_masked_scatter(mk_dtype dtype, void *x, const uint8_t *mask, mk_int n, const void *src) {
  with_element_size(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *target = static_cast<T *>(x);
    each_chunk(mask, n, [&](mk_int begin, mk_int, mk_int first, mk_int count) {
      const T *source = static_cast<const T *>(src) + first;
      for (mk_int i = begin, j = 0; j < count; ++i) {
        // Without a branch: reading source[j] is allowed as long as some true element is still to come.
        target[i] = mask[i] ? source[j] : target[i];
        j += mask[i] != 0;
      }
    });
  });
}

extern "C" void mk_nonzero(const uint8_t *mask, int ndim, const mk_int *shape, int64_t *out) {
  mk_int n = 1;
  for (int d = 0; d < ndim; ++d) n *= shape[d];
  if (n == 0 || ndim == 0) return;
  if (ndim == 1) {
    each_chunk(mask, n, [&](mk_int begin, mk_int end, mk_int first, mk_int count) {
      HWY_DYNAMIC_DISPATCH(positions)(mask, begin, end, 0, out + first, count);
    });
    return;
  }
  each_chunk(mask, n, [&](mk_int begin, mk_int end, mk_int first, mk_int count) {
    std::vector<int64_t> flat(static_cast<size_t>(count));
    HWY_DYNAMIC_DISPATCH(positions)(mask, begin, end, begin, flat.data(), count);
    // Positions only grow, so the coordinates are carried along instead of being divided out every time.
    mk_int width = shape[ndim - 1], row = begin / width, row_begin = row * width;
    mk_int coordinates[MK_MAX_DIMS];
    auto locate = [&]() {
      mk_int rest = row;
      for (int d = ndim - 2; d >= 0; --d) {
        coordinates[d] = rest % shape[d];
        rest /= shape[d];
      }
    };
    locate();
    for (mk_int j = 0; j < count; ++j) {
      mk_int position = begin + flat[size_t(j)];
      if (position >= row_begin + width) {
        row = position / width;
        row_begin = row * width;
        locate();
      }
      int64_t *tuple = out + (first + j) * ndim;
      for (int d = 0; d < ndim - 1; ++d) tuple[d] = coordinates[d];
      tuple[ndim - 1] = position - row_begin;
    }
  });
}

} // namespace mk
#endif
