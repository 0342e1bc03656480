#include "layout.hpp"
#include "cache.hpp"
#include "error.hpp"
#include "primitive.hpp"
#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace md {
namespace {

// oneDNN's name of the form: dimensions from the outermost, capitals for those that are cut into blocks, then the blocks ("aBcd16b").
std::string describe_layout(const memory::desc &desc) {
  const memory::dims strides = desc_strides(desc), blocks = desc_inner_blocks(desc), indices = desc_inner_indices(desc);
  std::vector<size_t> order(strides.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return strides[a] != strides[b] ? strides[a] > strides[b] : a < b; });
  std::string text;
  for (size_t d : order) {
    const bool blocked = std::find(indices.begin(), indices.end(), static_cast<memory::dim>(d)) != indices.end();
    text += static_cast<char>((blocked ? 'A' : 'a') + d);
  }
  for (size_t i = 0; i < blocks.size(); i++) text += std::to_string(blocks[i]) + static_cast<char>('a' + indices[i]);
  return text;
}

std::shared_ptr<Primitive> reorder_primitive(md_layout from, md_layout to) {
  static Cache<2, Primitive> cache;
  return cache.get({reinterpret_cast<intptr_t>(from), reinterpret_cast<intptr_t>(to)}, [&] {
    const dnnl::reorder::primitive_desc descriptor(cpu(), from->desc, cpu(), to->desc, attributes());
    return std::shared_ptr<Primitive>(
        Primitive::make<dnnl::reorder>(descriptor, {{DNNL_ARG_FROM, from->desc}, {DNNL_ARG_TO, to->desc}}));
  });
}

} // namespace

memory::desc plain_desc(memory::data_type type, const memory::dims &shape) {
  memory::dims strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  return memory::desc(shape, type, strides);
}

md_layout intern(const memory::desc &desc) {
  static std::mutex mutex;
  static auto &known = *new std::map<memory::dims, std::vector<std::unique_ptr<md_layout_form>>>;
  const memory::dims shape = desc_dims(desc);
  std::lock_guard<std::mutex> lock(mutex);
  auto &same_shape = known[shape];
  for (const auto &form : same_shape)
    if (form->desc == desc) return form.get();
  const memory::desc plain = plain_desc(desc_type(desc), shape);
  same_shape.push_back(std::make_unique<md_layout_form>(
      md_layout_form{desc, desc == plain, desc.get_size() != plain.get_size(), static_cast<mk_int>(desc.get_size()),
                     describe_layout(desc == plain ? plain : desc), 0}));
  md_layout_form *form = same_shape.back().get();
  form->inner_channels = inner_channels(form).count;
  return form;
}

InnerChannels inner_channels(md_layout layout) {
  using Tag = memory::format_tag;
  const memory::dims shape = desc_dims(layout->desc);
  if (layout->plain || shape.size() < 3 || shape.size() > 5) return {0, Tag::undef};
  const size_t spatial = shape.size() - 2;
  const InnerChannels forms[] = {{shape[1], std::array<Tag, 3>{Tag::nwc, Tag::nhwc, Tag::ndhwc}[spatial - 1]},
                                 {16, std::array<Tag, 3>{Tag::nCw16c, Tag::nChw16c, Tag::nCdhw16c}[spatial - 1]},
                                 {8, std::array<Tag, 3>{Tag::nCw8c, Tag::nChw8c, Tag::nCdhw8c}[spatial - 1]}};
  for (const InnerChannels &form : forms)
    if (layout->desc == memory::desc(shape, desc_type(layout->desc), form.tag)) return form;
  return {0, Tag::undef};
}

void reorder(md_layout from, const void *src, md_layout to, void *dst) { reorder_primitive(from, to)->run({src, dst}); }

} // namespace md

md_layout md_layout_plain(mk_dtype dtype, int ndim, const mk_int *shape) {
  static md::Cache<MK_MAX_DIMS + 2, const md_layout_form> cache;
  md_layout layout = nullptr;
  md::guarded("layout", [&] {
    if (md::data_type(dtype) == dnnl::memory::data_type::undef) return md::fail("layout: oneDNN has no dtype %d", static_cast<int>(dtype));
    md::Key<MK_MAX_DIMS + 2> key{dtype, ndim};
    std::copy(shape, shape + ndim, key.begin() + 2);
    layout = cache.get(key, [&] {
      // Interned layouts are never freed, hence the deleter that does nothing.
      return std::shared_ptr<const md_layout_form>(
          md::intern(md::plain_desc(md::data_type(dtype), dnnl::memory::dims(shape, shape + ndim))), [](auto *) {});
    }).get();
    return 0;
  });
  return layout;
}

int md_layout_is_plain(md_layout l) { return l->plain; }
mk_int md_layout_bytes(md_layout l) { return l->bytes; }
int md_layout_is_padded(md_layout l) { return l->padded; }
mk_int md_layout_inner_channels(md_layout l) { return l->inner_channels; }
const char *md_layout_text(md_layout l) { return l->text.c_str(); }

int md_reorder(md_layout from, const void *src, md_layout to, void *dst) {
  return md::guarded("reorder", [&] {
    md::reorder(from, src, to, dst);
    return 0;
  });
}
