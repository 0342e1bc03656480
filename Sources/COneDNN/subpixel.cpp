#include "subpixel.hpp"
#include "mk_parallel.h"
#include <cstring>

namespace md {
namespace {

constexpr mk_int block = 16; // channels side by side in the layouts that all passes here run in
constexpr mk_int worthwhile = 128; // positions of the input, below which arranging the weights costs more than the faster kernels save

// Sizes of the spatial dims as three, the missing leading ones filled up.
std::array<mk_int, 3> three(const md_conv_spec &s, const mk_int *sizes, mk_int missing) {
  std::array<mk_int, 3> all{missing, missing, missing};
  for (int d = 0; d < s.spatial; d++) all[static_cast<size_t>(3 - s.spatial + d)] = sizes[d];
  return all;
}

mk_int volume(const std::array<mk_int, 3> &sizes) { return sizes[0] * sizes[1] * sizes[2]; }

// The taps of a phase as the weight (out, in, taps...) of its convolution, from (in, out, kernel...).
template <class Element>
void gather(const Element *from, mk_int in, mk_int out, const std::array<mk_int, 3> &kernel, const std::array<mk_int, 3> &stride,
            const std::array<mk_int, 3> &first, const std::array<mk_int, 3> &taps, Element *to) {
  // A later input meets an earlier tap: the taps of a phase are read backwards.
  for (mk_int o = 0; o < out; o++)
    for (mk_int i = 0; i < in; i++) {
      const Element *w = from + (i * out + o) * volume(kernel);
      for (mk_int a = taps[0]; a-- > 0;)
        for (mk_int b = taps[1]; b-- > 0;)
          for (mk_int c = taps[2]; c-- > 0;)
            *to++ = w[((first[0] + a * stride[0]) * kernel[1] + first[1] + b * stride[1]) * kernel[2] + first[2] + c * stride[2]];
    }
}

// One row of outputs from the phases that it is made of, `Bytes` a position.
template <size_t Bytes> void weave(const char *const *phases, mk_int stride, mk_int n, char *out) {
  for (mk_int w = 0; w < n; w++) std::memcpy(out + w * mk_int(Bytes), phases[w % stride] + w / stride * mk_int(Bytes), Bytes);
}

} // namespace

Subpixel::Subpixel(const md_conv_spec &spec)
    : spec_(spec), kernel_(three(spec, spec.kernel, 1)), stride_(three(spec, spec.stride, 1)), out_(three(spec, spec.out, 1)) {}

std::unique_ptr<Subpixel> Subpixel::make(const md_conv_spec &s, const memory::desc &src, const memory::desc &dst) {
  mk_int phases = 1, positions = s.batch;
  for (int d = 0; d < s.spatial; d++) {
    if (s.dilation[d] != 1 || s.kernel[d] < s.stride[d]) return nullptr;
    phases *= s.stride[d];
    positions *= s.in[d];
  }
  if (s.groups != 1 || phases == 1 || phases > 8 || positions < worthwhile || s.in_channels % block || s.out_channels % block) return nullptr;
  const InnerChannels inner = inner_channels(intern(dst));
  if (inner.count != block) return nullptr;
  std::unique_ptr<Subpixel> all(new Subpixel(s));
  try {
    return all->add_phases(src, inner.tag) ? std::move(all) : nullptr;
  } catch (const dnnl::error &) { // no implementation
    return nullptr;
  }
}

bool Subpixel::add_phases(const memory::desc &src, memory::format_tag tag) {
  const auto padding = three(spec_, spec_.padding, 0), in = three(spec_, spec_.in, 1);
  for (mk_int a = 0; a < stride_[0]; a++)
    for (mk_int b = 0; b < stride_[1]; b++)
      for (mk_int c = 0; c < stride_[2]; c++) {
        const mk_int rest[] = {a, b, c};
        md_conv_spec s = spec_;
        s.transposed = 0;
        Phase phase;
        for (size_t d = 0; d < 3; d++) {
          // Output q * stride + rest meets tap k at input q + (rest + padding - k) / stride.
          const mk_int first = (rest[d] + padding[d]) % stride_[d], taps = (kernel_[d] - first + stride_[d] - 1) / stride_[d];
          const mk_int size = (out_[d] - rest[d] + stride_[d] - 1) / stride_[d], ahead = (rest[d] + padding[d] - first) / stride_[d];
          const mk_int before = taps - 1 - ahead, behind = size - 1 + ahead - (in[d] - 1);
          if (size <= 0 || before < 0 || behind < 0) return false;
          phase.first[d] = first, phase.taps[d] = taps, phase.size[d] = size;
          const mk_int to = mk_int(d) - (3 - spec_.spatial);
          if (to < 0) continue;
          s.out[to] = size, s.kernel[to] = taps, s.stride[to] = 1, s.padding[to] = before, s.padding_end[to] = behind;
        }
        const ConvShape shape(s);
        dnnl::primitive_attr attr = attributes();
        if (s.relu) {
          dnnl::post_ops ops;
          append_relu(ops);
          attr.set_post_ops(ops);
        }
        const memory::desc any(desc_dims(shape.weights), shape.type, memory::format_tag::any), to(shape.dst, shape.type, tag);
        const memory::desc bias = shape.bias.empty() ? memory::desc() : memory::desc(shape.bias, shape.type, memory::format_tag::a);
        const auto d = describe<dnnl::convolution_forward>(attr, dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_direct, src, any, bias,
                                                           to, shape.stride, shape.dilation, shape.padding, shape.padding_end);
        if (strncmp(d.impl_info_str(), "jit", 3) != 0 && strncmp(d.impl_info_str(), "brg", 3) != 0) return false;
        std::vector<Primitive::Argument> arguments{{DNNL_ARG_SRC, d.src_desc()}, {DNNL_ARG_WEIGHTS, d.weights_desc()}, {DNNL_ARG_DST, d.dst_desc()}};
        if (!shape.bias.empty()) arguments.push_back({DNNL_ARG_BIAS, bias});
        phase.primitive.reset(Primitive::make<dnnl::convolution_forward>(d, std::move(arguments)));
        phase.plain_weights = intern(shape.weights);
        phase.weights = intern(d.weights_desc());
        phase.bytes = static_cast<mk_int>(d.dst_desc().get_size());
        phases_.push_back(std::move(phase));
      }
  return true;
}

void Subpixel::gather_weights(const Phase &phase, const void *weights, void *out) const {
  if (spec_.dtype == MK_F32)
    gather(static_cast<const uint32_t *>(weights), spec_.in_channels, spec_.out_channels, kernel_, stride_, phase.first, phase.taps, static_cast<uint32_t *>(out));
  else
    gather(static_cast<const uint16_t *>(weights), spec_.in_channels, spec_.out_channels, kernel_, stride_, phase.first, phase.taps, static_cast<uint16_t *>(out));
}

void Subpixel::interleave(const std::vector<const char *> &phases, char *dst) const {
  struct Job {
    const Subpixel *all;
    const std::vector<const char *> &phases;
    char *dst;
  } job{this, phases, dst};
  const mk_int rows = spec_.batch * spec_.out_channels / block * out_[0] * out_[1], bytes_a_piece = 1 << 18;
  auto body = [](void *context, mk_int begin, mk_int end) {
    const Job &j = *static_cast<const Job *>(context);
    j.all->interleave_rows(j.phases, j.dst, begin, end);
  };
  mk_parallel_for(rows, bytes_a_piece / (out_[2] * position_bytes()) + 1, body, &job);
}

void Subpixel::interleave_rows(const std::vector<const char *> &phases, char *dst, mk_int begin, mk_int end) const {
  const mk_int position = position_bytes(), rows = out_[0] * out_[1];
  std::vector<const char *> sources(static_cast<size_t>(stride_[2]));
  for (mk_int r = begin; r < end; r++) {
    const mk_int panel = r / rows, d = r % rows / out_[1], h = r % out_[1];
    for (mk_int c = 0; c < stride_[2]; c++) {
      const size_t k = static_cast<size_t>((d % stride_[0] * stride_[1] + h % stride_[1]) * stride_[2] + c);
      const auto &size = phases_[k].size;
      sources[static_cast<size_t>(c)] = phases[k] + ((panel * size[0] + d / stride_[0]) * size[1] + h / stride_[1]) * size[2] * position;
    }
    char *out = dst + r * out_[2] * position;
    if (position == 64) weave<64>(sources.data(), stride_[2], out_[2], out);
    else weave<32>(sources.data(), stride_[2], out_[2], out);
  }
}

void Subpixel::run(const void *src, const void *weights, const void *bias, void *dst) const {
  std::vector<std::unique_ptr<Scratch>> outputs;
  std::vector<const char *> results;
  for (const Phase &phase : phases_) {
    outputs.push_back(std::make_unique<Scratch>(phase.bytes));
    results.push_back(outputs.back()->as<char>());
    const Scratch gathered(phase.plain_weights->bytes);
    gather_weights(phase, weights, gathered.data());
    const Arranged w(phase.plain_weights, gathered.data(), phase.weights);
    if (spec_.has_bias) phase.primitive->run({src, w.data(), results.back(), bias});
    else phase.primitive->run({src, w.data(), results.back()});
  }
  interleave(results, static_cast<char *>(dst));
}

} // namespace md
