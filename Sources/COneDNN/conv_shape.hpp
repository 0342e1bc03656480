// A convolution's spec as oneDNN words it, and the rule for the layouts it is asked to run in.
#ifndef MD_CONV_SHAPE_HPP
#define MD_CONV_SHAPE_HPP
#include "COneDNN.h"
#include "cache.hpp"
#include "onednn.hpp"
#include <vector>

namespace md {

// One spatial dim is run as two, the first of length 1: oneDNN's kernels for depthwise convolutions know no 1-d ones, and the others
// lose nothing.
struct ConvShape {
  memory::data_type type;
  memory::dims src, dst, bias, stride, dilation, padding, padding_end;
  memory::desc weights; // PyTorch's order in oneDNN's terms
  bool relu;

  explicit ConvShape(const md_conv_spec &spec);
};

// The layout of x or y as the caller counts its dims.
md_layout caller_layout(const md_conv_spec &spec, const memory::desc &desc);

// The layouts of the two sides of a convolution; `any` leaves the choice to oneDNN.
struct ConvFormats {
  memory::desc src, dst;
};

ConvFormats free_formats(const ConvShape &shape);
ConvFormats channels_last(const ConvShape &shape);

// What to ask for, best first. oneDNN's fast kernels are direct ones on blocked (nChw16c) or channels-last (nhwc) data; on plain
// data it falls back to im2col and a product, several times slower. Blocked is a little faster and its edges are cheap
// to reorder, but it pads the channels to 16, which costs more memory traffic than it saves when they are not multiples of 16:
// then channels-last. With `any`, fewer input channels than a block has (an image) are read as they are.
std::vector<ConvFormats> forward_formats(const md_conv_spec &spec, const ConvShape &shape);

// Backward-data of a convolution from few channels has little to spread over the vector lanes, so that im2col on plain data wins.
bool backward_data_on_plain(const md_conv_spec &spec);

using ConvKey = Key<29>;
ConvKey conv_key(const md_conv_spec &spec);

} // namespace md
#endif
