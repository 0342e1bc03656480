#ifndef MK_NORM_CHANNEL_SHAPE_H
#define MK_NORM_CHANNEL_SHAPE_H
#include "include/mk_types.h"

namespace mk {

// Contiguous (batch, channels, inner), or (batch, channels / block, inner, block) with block > 1.
struct ChannelShape {
  static constexpr mk_int kWide = 64; // from this many elements on, a run along `inner` is worth vectors of its own
  mk_int batch, channels, inner, block = 1;
  bool wide() const { return inner >= kWide; }
  mk_int row() const { return channels * inner; }
  double count() const { return double(batch) * double(inner); }
};

// Blocks of 8 and 16 have loops of their own. With all channels innermost, every position is a row of its own.
inline ChannelShape channel_shape(mk_int batch, mk_int channels, mk_int inner, mk_int block) {
  if (block == 8 || block == 16 || block == 1) return {batch, channels, inner, block};
  return {batch * inner, channels, 1};
}

} // namespace mk
#endif
