// Advanced indexing seen as rows: every index position names a place in x where a slice begins, and a slice is a small strided
// array of the same shape for all positions.
#ifndef MK_INDEX_SLICES_H
#define MK_INDEX_SLICES_H
#include "include/mk_types.h"

namespace mk {

struct Slices {
  // The slice's dims, collapsed; the last is the run that inner loops go along.
  int ndim = 0;
  mk_int shape[MK_MAX_DIMS], strides[MK_MAX_DIMS];
  mk_int size = 1; // elements of a slice

  int n_idx;
  const int64_t *const *idx;
  mk_int idx_strides[MK_MAX_DIMS];

  // The dims before `first` belong to no slice.
  Slices(int ndim_x, const mk_int *shape_x, const mk_int *strides_x, int n_idx, const int *dims, const int64_t *const *idx, int first = 0)
      : n_idx(n_idx), idx(idx) {
    bool indexed[MK_MAX_DIMS] = {};
    for (int k = 0; k < n_idx; ++k) {
      indexed[dims[k]] = true;
      idx_strides[k] = strides_x[dims[k]];
    }
    for (int d = first; d < ndim_x; ++d) {
      if (indexed[d] || shape_x[d] == 1) continue;
      size *= shape_x[d];
      bool joins = ndim > 0 && strides[ndim - 1] == shape_x[d] * strides_x[d];
      if (!joins) ++ndim;
      shape[ndim - 1] = joins ? shape[ndim - 1] * shape_x[d] : shape_x[d];
      strides[ndim - 1] = strides_x[d];
    }
    if (ndim == 0) {
      ndim = 1;
      shape[0] = strides[0] = 1;
    }
  }

  mk_int run() const { return shape[ndim - 1]; }
  mk_int run_stride() const { return strides[ndim - 1]; }
  bool dense() const { return ndim == 1 && (strides[0] == 1 || shape[0] == 1); }

  // Where the slice of index position p begins in x.
  mk_int place(mk_int p) const {
    mk_int place = idx[0][p] * idx_strides[0];
    for (int k = 1; k < n_idx; ++k) place += idx[k][p] * idx_strides[k];
    return place;
  }

  // Calls body(offset in x, offset in the packed slice) for every run of a slice.
  template <class Body>
  void each_run(Body &&body) const {
    mk_int counter[MK_MAX_DIMS] = {}, offset = 0;
    for (mk_int packed = 0; packed < size; packed += run()) {
      body(offset, packed);
      for (int d = ndim - 2; d >= 0; --d) {
        offset += strides[d];
        if (++counter[d] < shape[d]) break;
        offset -= strides[d] * shape[d];
        counter[d] = 0;
      }
    }
  }
};

} // namespace mk
#endif
