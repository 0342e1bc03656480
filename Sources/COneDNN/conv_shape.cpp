#include "conv_shape.hpp"
#include "layout.hpp"

namespace md {
namespace {

memory::dims shape_of(mk_int n, mk_int channels, const mk_int *spatial, int count) {
  memory::dims dims{n, channels};
  dims.insert(dims.end(), spatial, spatial + count);
  return dims;
}

// w as memory::desc with logical dims ([groups,] out, in, kernel…). A transposed convolution has w (in, out / groups, kernel…) in
// memory: the same dims with the strides of `in` and `out` exchanged.
memory::desc weights_desc(const md_conv_spec &s, memory::data_type type) {
  const mk_int in = s.in_channels / s.groups, out = s.out_channels / s.groups;
  memory::dims dims{out, in}, strides;
  dims.insert(dims.end(), s.kernel, s.kernel + s.spatial);
  mk_int volume = 1;
  for (int d = s.spatial; d-- > 0;) {
    strides.insert(strides.begin(), volume);
    volume *= s.kernel[d];
  }
  const memory::dims outer = s.transposed ? memory::dims{volume, out * volume} : memory::dims{in * volume, volume};
  strides.insert(strides.begin(), outer.begin(), outer.end());
  if (s.groups > 1) {
    dims.insert(dims.begin(), s.groups);
    strides.insert(strides.begin(), in * out * volume);
  }
  return memory::desc(dims, type, strides);
}

memory::desc channels_last(memory::data_type type, const memory::dims &shape) {
  using Tag = memory::format_tag;
  const Tag tags[] = {Tag::nwc, Tag::nhwc, Tag::ndhwc};
  return memory::desc(shape, type, tags[shape.size() - 3]);
}

memory::desc any(memory::data_type type, const memory::dims &shape) { return memory::desc(shape, type, memory::format_tag::any); }

constexpr mk_int few_channels = 4;

} // namespace

ConvShape::ConvShape(const md_conv_spec &s)
    : type(data_type(s.dtype)), src(shape_of(s.batch, s.in_channels, s.in, s.spatial)),
      dst(shape_of(s.batch, s.out_channels, s.out, s.spatial)), stride(s.stride, s.stride + s.spatial),
      padding(s.padding, s.padding + s.spatial), padding_end(s.padding_end, s.padding_end + s.spatial),
      weights(weights_desc(s, data_type(s.dtype))), relu(s.relu != 0) {
  if (s.has_bias) bias = {s.out_channels};
  for (int d = 0; d < s.spatial; d++) dilation.push_back(s.dilation[d] - 1); // oneDNN counts the gaps
}

std::vector<ConvFormats> forward_formats(const md_conv_spec &s, const ConvShape &shape) {
  const ConvFormats free{any(shape.type, shape.src), any(shape.type, shape.dst)};
  const ConvFormats last{channels_last(shape.type, shape.src), channels_last(shape.type, shape.dst)};
  const bool in_fits = s.in_channels % 16 == 0 || s.in_channels <= few_channels, out_fits = s.out_channels % 16 == 0;
  if (in_fits && out_fits) return {free, last};
  return {last, free};
}

bool backward_data_on_plain(const md_conv_spec &s) { return s.in_channels / s.groups <= few_channels && s.groups == 1 && !s.transposed; }

ConvKey conv_key(const md_conv_spec &s) {
  ConvKey key{s.dtype, s.spatial, s.transposed != 0, s.batch, s.in_channels, s.out_channels, s.groups, (s.has_bias != 0) | (s.relu != 0) << 1};
  int64_t *next = key.data() + 8;
  for (int d = 0; d < s.spatial; d++)
    for (mk_int value : {s.in[d], s.out[d], s.kernel[d], s.stride[d], s.padding[d], s.padding_end[d], s.dilation[d]}) *next++ = value;
  return key;
}

} // namespace md
