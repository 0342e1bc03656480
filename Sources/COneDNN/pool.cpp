// Max and average pooling in whatever layout the input has.
#include "COneDNN.h"
#include "cache.hpp"
#include "error.hpp"
#include "layout.hpp"
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

dnnl::algorithm algorithm(const md_pool_spec &s) {
  if (s.max) return dnnl::algorithm::pooling_max;
  return s.count_include_pad ? dnnl::algorithm::pooling_avg_include_padding : dnnl::algorithm::pooling_avg_exclude_padding;
}

// With extra padding at the end (ceil mode) oneDNN divides by windows that reach past what PyTorch counts.
bool divides_otherwise(const md_pool_spec &s) {
  if (s.max || !s.count_include_pad) return false;
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
    using namespace md;
    const memory::dims in = desc_dims(src->desc);
    memory::dims out{in[0], in[1]};
    out.insert(out.end(), s.out, s.out + s.spatial);
    const memory::desc any(out, desc_type(src->desc), memory::format_tag::any);
    auto sizes = [&](const mk_int *values) { return memory::dims(values, values + s.spatial); };
    memory::dims dilation = sizes(s.dilation);
    for (auto &gap : dilation) gap -= 1; // oneDNN counts the gaps

    const auto f = describe<PoolForward>(attributes(), dnnl::prop_kind::forward_training, algorithm(s), src->desc, any, sizes(s.stride),
                                         sizes(s.kernel), dilation, sizes(s.padding), sizes(s.padding_end));
    const auto b = describe_backward<PoolBackward>(attributes(), f, algorithm(s), src->desc, f.dst_desc(), sizes(s.stride), sizes(s.kernel),
                                                   dilation, sizes(s.padding), sizes(s.padding_end));
    insist_on_fast(f);
    insist_on_fast(b);
    dst = intern(f.dst_desc());
    workspace_bytes = s.max ? static_cast<mk_int>(f.workspace_desc().get_size()) : 0;

    std::vector<Primitive::Argument> forward_arguments{{DNNL_ARG_SRC, src->desc}, {DNNL_ARG_DST, f.dst_desc()}};
    std::vector<Primitive::Argument> backward_arguments{{DNNL_ARG_DIFF_SRC, src->desc}, {DNNL_ARG_DIFF_DST, f.dst_desc()}};
    if (workspace_bytes) {
      forward_arguments.push_back({DNNL_ARG_WORKSPACE, f.workspace_desc()});
      backward_arguments.push_back({DNNL_ARG_WORKSPACE, f.workspace_desc()});
    }
    forward.reset(Primitive::make<PoolForward>(f, std::move(forward_arguments)));
    backward.reset(Primitive::make<PoolBackward>(b, std::move(backward_arguments)));
  }

  md_layout src, dst;
  mk_int workspace_bytes;
  std::unique_ptr<md::Primitive> forward, backward;
};

md_pool md_pool_get(const md_pool_spec *spec) {
  constexpr size_t words = 4 + 6 * 3;
  static md::Cache<words, const md_pooling> cache;
  md_pool pool = nullptr;
  md::guarded("pooling", [&] {
    const md_pool_spec &s = *spec;
    if (md::divides_otherwise(s)) return md::fail("pooling: oneDNN's average differs with this padding");
    md::Key<words> key{reinterpret_cast<intptr_t>(s.src), s.max != 0, s.count_include_pad != 0, s.spatial};
    int64_t *next = key.data() + 4;
    for (int d = 0; d < s.spatial; d++)
      for (mk_int value : {s.out[d], s.kernel[d], s.stride[d], s.padding[d], s.padding_end[d], s.dilation[d]}) *next++ = value;
    pool = cache.get(key, [&]() -> std::shared_ptr<const md_pooling> {
      try {
        return std::make_shared<const md_pooling>(s);
      } catch (const dnnl::error &) {
        return nullptr;
      }
    }).get();
    return pool ? 0 : md::fail("pooling: oneDNN has none for layout %s", s.src->text.c_str());
  });
  return pool;
}

md_layout md_pool_dst_layout(md_pool p) { return p->dst; }
mk_int md_pool_workspace_bytes(md_pool p) { return p->workspace_bytes; }

int md_pool_forward(md_pool p, const void *x, void *y, void *workspace) {
  return md::guarded("pooling", [&] {
    const md::Scratch unwanted(workspace ? 0 : p->workspace_bytes);
    if (p->workspace_bytes) p->forward->run({x, y, workspace ? workspace : unwanted.data()});
    else p->forward->run({x, y});
    return 0;
  });
}

int md_pool_backward(md_pool p, md_layout dy_layout, const void *dy, const void *workspace, void *dx) {
  return md::guarded("pooling backward", [&] {
    const md::Arranged diff_dst(dy_layout, dy, p->dst);
    if (p->workspace_bytes) p->backward->run({dx, diff_dst.data(), workspace});
    else p->backward->run({dx, diff_dst.data()});
    return 0;
  });
}
