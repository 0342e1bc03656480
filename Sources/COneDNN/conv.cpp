// Convolution and transposed convolution: cached primitives for the three passes, each in the layouts it runs best in.
#include "COneDNN.h"
#include "conv_shape.hpp"
#include "error.hpp"
#include "layout.hpp"
#include "primitive.hpp"
#include "subpixel.hpp"
#include "winograd.hpp"
#include <cstring>
#include <optional>

namespace md {
namespace {

struct Convolution {
  static constexpr bool has_winograd = true;
  using Forward = dnnl::convolution_forward;
  using BackwardData = dnnl::convolution_backward_data;
  using BackwardWeights = dnnl::convolution_backward_weights;
  static constexpr auto algorithm = dnnl::algorithm::convolution_direct;
};

struct Deconvolution {
  static constexpr bool has_winograd = false;
  using Forward = dnnl::deconvolution_forward;
  using BackwardData = dnnl::deconvolution_backward_data;
  using BackwardWeights = dnnl::deconvolution_backward_weights;
  static constexpr auto algorithm = dnnl::algorithm::deconvolution_direct;
};

// A primitive and the layouts of its tensors: src or its gradient, weights or their gradient, dst or its gradient.
struct Pass {
  std::unique_ptr<Primitive> primitive;
  md_layout src, weights, dst;
};

// How good an implementation is: direct kernels, im2col and a product, and last the "ref" loops that are a thousand times slower.
int slowness(const char *implementation) {
  if (strncmp(implementation, "ref", 3) == 0) return 2;
  return strstr(implementation, "gemm") ? 1 : 0;
}

// The descriptor for the first of the candidates that none is faster than.
template <class Describe> auto fastest(const std::vector<ConvFormats> &candidates, Describe describe) {
  decltype(describe(candidates[0])) best;
  int best_slowness = 3;
  for (const ConvFormats &formats : candidates) {
    try {
      auto descriptor = describe(formats);
      const int slow = slowness(descriptor.impl_info_str());
      if (slow < best_slowness) best = descriptor, best_slowness = slow;
      if (best_slowness == 0) break;
    } catch (const dnnl::error &) { // no implementation for these formats
    }
  }
  if (best_slowness == 3) throw dnnl::error(dnnl_unimplemented, "no implementation");
  return best;
}

template <class Describe> auto if_implemented(Describe describe) -> std::optional<decltype(describe())> {
  try {
    return describe();
  } catch (const dnnl::error &) { // not in this version of oneDNN, or not for this processor
    return std::nullopt;
  }
}

// The passes of one spec, created when first asked for (each compiles its kernel, about a millisecond).
template <class Kind> class Passes {
public:
  explicit Passes(const md_conv_spec &spec)
      : spec_(spec), shape_(spec), any_weights_(desc_dims(shape_.weights), shape_.type, memory::format_tag::any),
        bias_(shape_.bias.empty() ? memory::desc() : memory::desc(shape_.bias, shape_.type, memory::format_tag::a)) {
    dnnl::primitive_attr with_relu = attributes();
    if (shape_.relu) {
      dnnl::post_ops ops;
      append_relu(ops);
      with_relu.set_post_ops(ops);
    }
    descriptor_ = fastest(forward_formats(spec, shape_), [&](const ConvFormats &f) {
      return describe<typename Kind::Forward>(with_relu, dnnl::prop_kind::forward_training, Kind::algorithm, f.src, any_weights_, bias_, f.dst,
                                              shape_.stride, shape_.dilation, shape_.padding, shape_.padding_end);
    });
    const bool pays = winograd_pays(spec, ConvPass::forward) || winograd_pays(spec, ConvPass::backward_data) || winograd_pays(spec, ConvPass::backward_weights);
    if (Kind::has_winograd && pays)
      winograd_ = if_implemented([&] {
        return describe<typename Kind::Forward>(with_relu, dnnl::prop_kind::forward_training, dnnl::algorithm::convolution_winograd,
                                                descriptor_.src_desc(), any_weights_, bias_, descriptor_.dst_desc(), shape_.stride,
                                                shape_.dilation, shape_.padding, shape_.padding_end);
      });
  }

  Pass forward() const {
    const auto &d = winograd(ConvPass::forward) ? *winograd_ : descriptor_;
    std::vector<Primitive::Argument> arguments{
        {DNNL_ARG_SRC, d.src_desc()}, {DNNL_ARG_WEIGHTS, d.weights_desc()}, {DNNL_ARG_DST, d.dst_desc()}};
    if (!shape_.bias.empty()) arguments.push_back({DNNL_ARG_BIAS, bias_});
    return pass<typename Kind::Forward>(d, std::move(arguments), d.src_desc(), d.weights_desc(), d.dst_desc());
  }

  std::unique_ptr<Subpixel> subpixel() const { return Subpixel::make(spec_, descriptor_.src_desc(), descriptor_.dst_desc()); }

  Pass backward_data() const {
    const std::vector<ConvFormats> on_plain{{plain_desc(shape_.type, shape_.src), plain_desc(shape_.type, shape_.dst)}};
    const auto candidates = backward_data_on_plain(spec_) ? on_plain : backward_formats();
    const auto d = fastest_or_winograd(ConvPass::backward_data, candidates, [&](const auto &hint, dnnl::algorithm algorithm, const ConvFormats &f) {
      return describe_backward<typename Kind::BackwardData>(attributes(), hint, algorithm, f.src, any_weights_, f.dst, shape_.stride,
                                                            shape_.dilation, shape_.padding, shape_.padding_end);
    });
    std::vector<Primitive::Argument> arguments{
        {DNNL_ARG_DIFF_SRC, d.diff_src_desc()}, {DNNL_ARG_WEIGHTS, d.weights_desc()}, {DNNL_ARG_DIFF_DST, d.diff_dst_desc()}};
    return pass<typename Kind::BackwardData>(d, std::move(arguments), d.diff_src_desc(), d.weights_desc(), d.diff_dst_desc());
  }

  Pass backward_weights() const {
    const auto d =
        fastest_or_winograd(ConvPass::backward_weights, backward_formats(), [&](const auto &hint, dnnl::algorithm algorithm, const ConvFormats &f) {
          return describe_backward<typename Kind::BackwardWeights>(attributes(), hint, algorithm, f.src, any_weights_, bias_, f.dst, shape_.stride,
                                                                   shape_.dilation, shape_.padding, shape_.padding_end);
        });
    std::vector<Primitive::Argument> arguments{
        {DNNL_ARG_SRC, d.src_desc()}, {DNNL_ARG_DIFF_WEIGHTS, d.diff_weights_desc()}, {DNNL_ARG_DIFF_DST, d.diff_dst_desc()}};
    if (!shape_.bias.empty()) arguments.push_back({DNNL_ARG_DIFF_BIAS, bias_});
    return pass<typename Kind::BackwardWeights>(d, std::move(arguments), d.src_desc(), d.diff_weights_desc(), d.diff_dst_desc());
  }

private:
  // Forward's own layouts first, so that neither x nor dy needs a second copy.
  std::vector<ConvFormats> backward_formats() const {
    return {{descriptor_.src_desc(), descriptor_.dst_desc()}, channels_last(shape_), free_formats(shape_)};
  }

  bool winograd(ConvPass pass) const { return winograd_ && winograd_pays(spec_, pass); }

  // The descriptor of a backward pass: `describe` gets the forward descriptor that it is matched to.
  template <class Describe> auto fastest_or_winograd(ConvPass pass, const std::vector<ConvFormats> &candidates, Describe describe) const {
    if (winograd(pass))
      if (auto d = if_implemented([&] {
            return describe(*winograd_, dnnl::algorithm::convolution_winograd, {descriptor_.src_desc(), descriptor_.dst_desc()});
          }))
        return *d;
    return fastest(candidates, [&](const ConvFormats &f) { return describe(descriptor_, Kind::algorithm, f); });
  }

  template <class Operation>
  Pass pass(const typename Operation::primitive_desc &d, std::vector<Primitive::Argument> arguments, const memory::desc &src,
            const memory::desc &weights, const memory::desc &dst) const {
    return {std::unique_ptr<Primitive>(Primitive::make<Operation>(d, std::move(arguments))), caller_layout(spec_, src), intern(weights),
            caller_layout(spec_, dst)};
  }

  md_conv_spec spec_;
  ConvShape shape_;
  memory::desc any_weights_, bias_;
  typename Kind::Forward::primitive_desc descriptor_; // by the direct method
  std::optional<typename Kind::Forward::primitive_desc> winograd_;
};

} // namespace
} // namespace md

// What md_conv points at.
struct md_convolution {
  explicit md_convolution(const md_conv_spec &spec)
      : bias_bytes(spec.has_bias ? spec.out_channels * (spec.dtype == MK_F32 ? 4 : 2) : 0), weights(md::intern(md::ConvShape(spec).weights)) {
    if (spec.transposed) transposed.reset(new md::Passes<md::Deconvolution>(spec));
    else direct.reset(new md::Passes<md::Convolution>(spec));
    forward = direct ? direct->forward() : transposed->forward();
    if (transposed) subpixel = transposed->subpixel();
  }
  const md::Pass &backward_data() const {
    std::call_once(data_once, [&] { data_pass = direct ? direct->backward_data() : transposed->backward_data(); });
    return data_pass;
  }
  const md::Pass &backward_weights() const {
    std::call_once(weights_once, [&] { weights_pass = direct ? direct->backward_weights() : transposed->backward_weights(); });
    return weights_pass;
  }

  mk_int bias_bytes; // 0: no bias
  md_layout weights; // the caller's
  md::Pass forward;
  std::unique_ptr<md::Subpixel> subpixel; // instead of forward's primitive, in its layouts

private:
  std::unique_ptr<md::Passes<md::Convolution>> direct;
  std::unique_ptr<md::Passes<md::Deconvolution>> transposed;
  mutable std::once_flag data_once, weights_once;
  mutable md::Pass data_pass, weights_pass;
};

md_conv md_conv_get(const md_conv_spec *spec) {
  static md::Cache<std::tuple_size<md::ConvKey>::value, const md_convolution> cache;
  md_conv conv = nullptr;
  md::guarded("convolution", [&] {
    conv = cache.get(md::conv_key(*spec), [&]() -> std::shared_ptr<const md_convolution> {
      try {
        return std::make_shared<const md_convolution>(*spec);
      } catch (const dnnl::error &) {
        return nullptr;
      }
    }).get();
    return conv ? 0 : md::fail("convolution: oneDNN has none for %d spatial dims, channels %ld to %ld, groups %ld", spec->spatial,
                               spec->in_channels, spec->out_channels, spec->groups);
  });
  return conv;
}

md_layout md_conv_src_layout(md_conv c) { return c->forward.src; }
md_layout md_conv_dst_layout(md_conv c) { return c->forward.dst; }

md_layout md_conv_diff_src_layout(md_conv c) {
  md_layout layout = nullptr;
  md::guarded("convolution backward", [&] {
    layout = c->backward_data().src;
    return 0;
  });
  return layout;
}

md_layout md_conv_diff_dst_layout(md_conv c) {
  md_layout layout = nullptr;
  md::guarded("convolution backward", [&] {
    if (c->backward_data().dst == c->backward_weights().dst) layout = c->backward_data().dst;
    return 0;
  });
  return layout;
}

int md_conv_forward(md_conv c, md_layout x_layout, const void *x, const void *w, const void *b, void *y) {
  return md::guarded("convolution", [&] {
    const md::Pass &pass = c->forward;
    const md::Arranged src(x_layout, x, pass.src);
    if (c->subpixel) {
      c->subpixel->run(src.data(), w, b, y);
      return 0;
    }
    const md::Arranged weights(c->weights, w, pass.weights);
    if (c->bias_bytes) pass.primitive->run({src.data(), weights.data(), y, b});
    else pass.primitive->run({src.data(), weights.data(), y});
    return 0;
  });
}

int md_conv_backward_data(md_conv c, md_layout dy_layout, const void *dy, const void *w, void *dx) {
  return md::guarded("convolution backward", [&] {
    const md::Pass &pass = c->backward_data();
    const md::Arranged weights(c->weights, w, pass.weights), diff_dst(dy_layout, dy, pass.dst);
    pass.primitive->run({dx, weights.data(), diff_dst.data()});
    return 0;
  });
}

int md_conv_backward_weights(md_conv c, md_layout x_layout, const void *x, md_layout dy_layout, const void *dy, void *dw, void *db) {
  return md::guarded("convolution backward", [&] {
    const md::Pass &pass = c->backward_weights();
    const md::Arranged src(x_layout, x, pass.src), diff_dst(dy_layout, dy, pass.dst);
    const md::Delivered diff_weights(pass.weights, c->weights, dw);
    const md::Scratch unwanted_bias(c->bias_bytes && !db ? c->bias_bytes : 0);
    if (c->bias_bytes) pass.primitive->run({src.data(), diff_weights.data(), diff_dst.data(), db ? db : unwanted_bias.data()});
    else pass.primitive->run({src.data(), diff_weights.data(), diff_dst.data()});
    diff_weights.deliver();
    return 0;
  });
}
