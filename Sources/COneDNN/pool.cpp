// Pooling in the layout of the input: the average by oneDNN, the maximum by our own loops.
#include "COneDNN.h"
#include "cache.hpp"
#include "error.hpp"
#include "layout.hpp"
#include "max_pool.hpp"
#include "primitive.hpp"
#include <cstring>

namespace md {
namespace {

#if DNNL_VERSION_MAJOR >= 3
using PoolForward = dnnl::pooling_forward;
using PoolBackward = dnnl::pooling_backward;
#else
using PoolForward = dnnl::pooling_v2_forward;
using PoolBackward = dnnl::pooling_v2_backward;
#endif

memory::dims sizes(const md_pool_spec &s, const mk_int *values) { return memory::dims(values, values + s.spatial); }

memory::dims output_shape(const md_pool_spec &s) {
  memory::dims shape = desc_dims(s.src->desc);
  std::copy(s.out, s.out + s.spatial, shape.begin() + 2);
  return shape;
}

// With extra padding at the end (ceil mode) oneDNN divides by windows that reach past what PyTorch counts.
bool divides_otherwise(const md_pool_spec &s) {
  if (!s.count_include_pad) return false;
  for (int d = 0; d < s.spatial; d++)
    if (s.padding_end[d] > s.padding[d]) return true;
  return false;
}

template <class Descriptor> void insist_on_fast(const Descriptor &d) {
  if (strncmp(d.impl_info_str(), "ref", 3) == 0) throw dnnl::error(dnnl_unimplemented, "only the reference loops");
}

} // namespace
} // namespace md

// What md_pool points at.
struct md_pooling {
  explicit md_pooling(const md_pool_spec &s) : src(s.src) {
    if (s.max) create_max(s);
    else create_average(s);
  }

  md_layout src, dst = nullptr;
  mk_int workspace_bytes = 0;
  md::MaxPool maximum{};                          // max
  std::unique_ptr<md::Primitive> forward, backward; // average

private:
  void create_max(const md_pool_spec &s) {
    using namespace md;
    const InnerChannels inner = inner_channels(src);
    if (inner.count == 0) throw dnnl::error(dnnl_unimplemented, "the channels are not innermost");
    const memory::data_type type = desc_type(src->desc);
    const mk_int element = type == memory::data_type::f32 ? 4 : 2;
    maximum.dtype = type == memory::data_type::f32 ? MK_F32 : MK_BF16;
    maximum.inner = inner.count;
    mk_int plane = inner.count, window = 1;
    const memory::dims shape = desc_dims(src->desc);
    for (int d = 0; d < 3; d++) {
      const int from = d - (3 - s.spatial); // leading dims that the input has not are 1
      maximum.in[d] = from < 0 ? 1 : shape[static_cast<size_t>(from) + 2];
      maximum.out[d] = from < 0 ? 1 : s.out[from];
      maximum.kernel[d] = from < 0 ? 1 : s.kernel[from];
      maximum.stride[d] = from < 0 ? 1 : s.stride[from];
      maximum.padding[d] = from < 0 ? 0 : s.padding[from];
      maximum.dilation[d] = from < 0 ? 1 : s.dilation[from];
      plane *= maximum.in[d], window *= maximum.kernel[d];
    }
    if (window > 256 || type == memory::data_type::f16) throw dnnl::error(dnnl_unimplemented, "window or dtype");
    maximum.outer = src->bytes / element / plane;
    dst = intern(memory::desc(output_shape(s), type, inner.tag));
    workspace_bytes = dst->bytes / element;
  }

  void create_average(const md_pool_spec &s) {
    using namespace md;
    const auto algorithm = s.count_include_pad ? dnnl::algorithm::pooling_avg_include_padding : dnnl::algorithm::pooling_avg_exclude_padding;
    const memory::desc any(output_shape(s), desc_type(src->desc), memory::format_tag::any);
    memory::dims dilation = sizes(s, s.dilation);
    for (auto &gap : dilation) gap -= 1; // oneDNN counts the elements left out
    const auto f = describe<PoolForward>(attributes(), dnnl::prop_kind::forward_training, algorithm, src->desc, any, sizes(s, s.stride),
                                         sizes(s, s.kernel), dilation, sizes(s, s.padding), sizes(s, s.padding_end));
    const auto b = describe_backward<PoolBackward>(attributes(), f, algorithm, src->desc, f.dst_desc(), sizes(s, s.stride),
                                                   sizes(s, s.kernel), dilation, sizes(s, s.padding), sizes(s, s.padding_end));
    insist_on_fast(f);
    insist_on_fast(b);
    dst = intern(f.dst_desc());
    forward.reset(Primitive::make<PoolForward>(f, {{DNNL_ARG_SRC, src->desc}, {DNNL_ARG_DST, f.dst_desc()}}));
    backward.reset(Primitive::make<PoolBackward>(b, {{DNNL_ARG_DIFF_SRC, src->desc}, {DNNL_ARG_DIFF_DST, f.dst_desc()}}));
  }
};

md_pool md_pool_get(const md_pool_spec *spec) {
  constexpr size_t words = 4 + 6 * 3;
  static md::Cache<words, const md_pooling> cache;
  md_pool pool = nullptr;
  md::guarded("pooling", [&] {
    const md_pool_spec &s = *spec;
    md::Key<words> key{reinterpret_cast<intptr_t>(s.src), s.max != 0, s.count_include_pad != 0, s.spatial};
    int64_t *next = key.data() + 4;
    for (int d = 0; d < s.spatial; d++)
      for (mk_int value : {s.out[d], s.kernel[d], s.stride[d], s.padding[d], s.padding_end[d], s.dilation[d]}) *next++ = value;
    pool = cache.get(key, [&]() -> std::shared_ptr<const md_pooling> {
      if (!s.max && md::divides_otherwise(s)) return nullptr;
      try {
        return std::make_shared<const md_pooling>(s);
      } catch (const dnnl::error &) {
        return nullptr;
      }
    }).get();
    return pool ? 0 : md::fail("pooling: none for these windows in layout %s", s.src->text.c_str());
  });
  return pool;
}

md_layout md_pool_dst_layout(md_pool p) { return p->dst; }
mk_int md_pool_workspace_bytes(md_pool p) { return p->workspace_bytes; }

int md_pool_forward(md_pool p, const void *x, void *y, void *workspace) {
  return md::guarded("pooling", [&] {
    if (p->forward) p->forward->run({x, y});
    else md::max_pool(p->maximum, x, y, static_cast<uint8_t *>(workspace));
    return 0;
  });
}

int md_pool_backward(md_pool p, md_layout dy_layout, const void *dy, const void *workspace, void *dx) {
  return md::guarded("pooling backward", [&] {
    const md::Arranged diff_dst(dy_layout, dy, p->dst);
    if (p->backward) p->backward->run({dx, diff_dst.data()});
    else md::max_pool_backward(p->maximum, diff_dst.data(), static_cast<const uint8_t *>(workspace), dx);
    return 0;
  });
}
