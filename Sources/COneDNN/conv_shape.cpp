#include "conv_shape.hpp"
#include "layout.hpp"

namespace md {
namespace {

// Sizes of the spatial dims, with the extra one that 1-d convolutions get.
memory::dims spatial(const md_conv_spec &s, const mk_int *sizes, mk_int extra) {
  memory::dims dims(sizes, sizes + s.spatial);
  if (s.spatial == 1) dims.insert(dims.begin(), extra);
  return dims;
}

memory::dims shape_of(mk_int n, mk_int channels, const memory::dims &spatial) {
  memory::dims dims{n, channels};
  dims.insert(dims.end(), spatial.begin(), spatial.end());
  return dims;
}

// w with the dims ([groups,] out, in, kernel…). A transposed convolution has w (in, out / groups, kernel…) in memory: the same
// dims with other strides for `in` and `out`.
memory::desc weights_desc(const md_conv_spec &s, memory::data_type type) {
  const mk_int in = s.in_channels / s.groups, out = s.out_channels / s.groups;
  const memory::dims kernel = spatial(s, s.kernel, 1);
  memory::dims dims = shape_of(out, in, kernel), strides(kernel.size());
  mk_int volume = 1;
  for (size_t d = kernel.size(); d-- > 0; volume *= kernel[d]) strides[d] = volume;
  strides = s.transposed ? shape_of(volume, out * volume, strides) : shape_of(in * volume, volume, strides);
  if (s.groups > 1) {
    dims.insert(dims.begin(), s.groups);
    strides.insert(strides.begin(), in * out * volume);
  }
  return memory::desc(dims, type, strides);
}

constexpr mk_int few_channels = 4, block = 16;

} // namespace

ConvShape::ConvShape(const md_conv_spec &s)
    : type(data_type(s.dtype)), src(shape_of(s.batch, s.in_channels, spatial(s, s.in, 1))),
      dst(shape_of(s.batch, s.out_channels, spatial(s, s.out, 1))), stride(spatial(s, s.stride, 1)), dilation(spatial(s, s.dilation, 1)),
      padding(spatial(s, s.padding, 0)), padding_end(spatial(s, s.padding_end, 0)), weights(weights_desc(s, type)), relu(s.relu != 0) {
  if (s.has_bias) bias = {s.out_channels};
  for (auto &gap : dilation) gap -= 1; // oneDNN counts the elements left out
}

md_layout caller_layout(const md_conv_spec &s, const memory::desc &desc) {
  if (s.spatial != 1) return intern(desc);
  const memory::dims dims = desc_dims(desc);
  return intern(desc.reshape({dims[0], dims[1], dims[3]}));
}

ConvFormats free_formats(const ConvShape &shape) {
  const auto any = memory::format_tag::any;
  return {memory::desc(shape.src, shape.type, any), memory::desc(shape.dst, shape.type, any)};
}

ConvFormats channels_last(const ConvShape &shape) {
  const auto last = shape.src.size() == 4 ? memory::format_tag::nhwc : memory::format_tag::ndhwc;
  return {memory::desc(shape.src, shape.type, last), memory::desc(shape.dst, shape.type, last)};
}

std::vector<ConvFormats> forward_formats(const md_conv_spec &s, const ConvShape &shape) {
  const bool image = s.in_channels <= few_channels || (s.in_channels < block && s.groups == 1 && !s.transposed);
  if ((s.in_channels % block == 0 || image) && s.out_channels % block == 0) return {free_formats(shape), channels_last(shape)};
  return {channels_last(shape), free_formats(shape)};
}

bool backward_data_on_plain(const md_conv_spec &s) { return s.in_channels / s.groups <= few_channels && s.groups == 1 && !s.transposed; }

ConvKey conv_key(const md_conv_spec &s) {
  ConvKey key{s.dtype, s.spatial, s.transposed != 0, s.batch, s.in_channels, s.out_channels, s.groups, (s.has_bias != 0) | (s.relu != 0) << 1 | (s.winograd != 0) << 2};
  int64_t *next = key.data() + 8;
  for (int d = 0; d < s.spatial; d++)
    for (mk_int value : {s.in[d], s.out[d], s.kernel[d], s.stride[d], s.padding[d], s.padding_end[d], s.dilation[d]}) *next++ = value;
  return key;
}

} // namespace md
