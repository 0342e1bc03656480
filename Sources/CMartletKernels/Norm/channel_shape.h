#ifndef MK_NORM_CHANNEL_SHAPE_H
#define MK_NORM_CHANNEL_SHAPE_H
#include "include/mk_types.h"

namespace mk {

// Contiguous (batch, channels, inner).
struct ChannelShape {
  static constexpr mk_int kWide = 64; // from this many elements on, a run along `inner` is worth vectors of its own
  mk_int batch, channels, inner;
  bool wide() const { return inner >= kWide; }
  mk_int row() const { return channels * inner; }
  double count() const { return double(batch) * double(inner); }
};

} // namespace mk
#endif
