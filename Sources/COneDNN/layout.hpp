// Interned memory layouts and the copies between them.
#ifndef MD_LAYOUT_HPP
#define MD_LAYOUT_HPP
#include "COneDNN.h"
#include "onednn.hpp"
#include "scratch.hpp"
#include <string>

// What md_layout points at.
struct md_layout_form {
  dnnl::memory::desc desc;
  bool plain;
  bool padded;
  mk_int bytes;
  std::string text;
  mk_int inner_channels; // count of md::inner_channels
};

namespace md {

// The one md_layout for this descriptor.
md_layout intern(const memory::desc &desc);

// Row-major strides for a shape.
memory::desc plain_desc(memory::data_type type, const memory::dims &shape);

// How the channels of an (N, C, spatial...) layout lie innermost: all of them, or blocks. 0: they do not.
struct InnerChannels {
  mk_int count;
  memory::format_tag tag;
};
InnerChannels inner_channels(md_layout layout);

void reorder(md_layout from, const void *src, md_layout to, void *dst);

// A tensor in the layout that a primitive wants: itself, or a copy that lives as long as this.
class Arranged {
public:
  Arranged(md_layout have, const void *data, md_layout want)
      : copy_(have == want ? 0 : want->bytes), data_(have == want ? data : copy_.data()) {
    if (have != want) reorder(have, data, want, copy_.data());
  }
  const void *data() const { return data_; }

private:
  Scratch copy_;
  const void *data_;
};

// Memory that a primitive writes in its layout, delivered in another when `deliver` is called.
class Delivered {
public:
  Delivered(md_layout written, md_layout wanted, void *data)
      : written_(written), wanted_(wanted), target_(data), copy_(written == wanted || !data ? 0 : written->bytes) {}
  void *data() const { return written_ == wanted_ ? target_ : copy_.data(); }
  void deliver() const {
    if (written_ != wanted_ && target_) reorder(written_, copy_.data(), wanted_, target_);
  }

private:
  md_layout written_, wanted_;
  void *target_;
  Scratch copy_;
};

} // namespace md
#endif
