// What differs between oneDNN 2.x (operation descriptors) and 3.x (none), and the few objects that all files share.
#ifndef MD_ONEDNN_HPP
#define MD_ONEDNN_HPP
#include "mk_types.h"
#include <oneapi/dnnl/dnnl.hpp>

namespace md {

using dnnl::memory;

inline const dnnl::engine &cpu() {
  static const dnnl::engine *engine = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *engine;
}

// A stream serves one thread at a time.
inline const dnnl::stream &stream() {
  thread_local const dnnl::stream stream(cpu());
  return stream;
}

// The data type that oneDNN has for a dtype, undef for those without.
inline memory::data_type data_type(mk_dtype dtype) {
  switch (dtype) {
  case MK_F32: return memory::data_type::f32;
  case MK_F16: return memory::data_type::f16;
  case MK_BF16: return memory::data_type::bf16;
  default: return memory::data_type::undef;
  }
}

#if DNNL_VERSION_MAJOR >= 3
inline memory::dims desc_dims(const memory::desc &d) { return d.get_dims(); }
inline memory::dims desc_strides(const memory::desc &d) { return d.get_strides(); }
inline memory::dims desc_inner_blocks(const memory::desc &d) { return d.get_inner_blks(); }
inline memory::dims desc_inner_indices(const memory::desc &d) { return d.get_inner_idxs(); }
inline memory::data_type desc_type(const memory::desc &d) { return d.get_data_type(); }
inline void append_relu(dnnl::post_ops &ops) { ops.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0); }
#else
inline memory::dims desc_dims(const memory::desc &d) { return d.dims(); }
inline memory::dims desc_strides(const memory::desc &d) {
  return {d.data.format_desc.blocking.strides, d.data.format_desc.blocking.strides + d.data.ndims};
}
inline memory::dims desc_inner_blocks(const memory::desc &d) {
  const auto &b = d.data.format_desc.blocking;
  return {b.inner_blks, b.inner_blks + b.inner_nblks};
}
inline memory::dims desc_inner_indices(const memory::desc &d) {
  const auto &b = d.data.format_desc.blocking;
  return {b.inner_idxs, b.inner_idxs + b.inner_nblks};
}
inline memory::data_type desc_type(const memory::desc &d) { return d.data_type(); }
inline void append_relu(dnnl::post_ops &ops) { ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0); }
#endif

// The primitive descriptor of an operation from the arguments of its descriptor.
template <class Operation, class... Arguments>
typename Operation::primitive_desc describe(const dnnl::primitive_attr &attributes, const Arguments &...arguments) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Operation::primitive_desc(cpu(), arguments..., attributes);
#else
  return typename Operation::primitive_desc(typename Operation::desc(arguments...), attributes, cpu());
#endif
}

// The same for a backward pass, which oneDNN matches to the forward descriptor.
template <class Operation, class Forward, class... Arguments>
typename Operation::primitive_desc describe_backward(const dnnl::primitive_attr &attributes, const Forward &forward,
                                                     const Arguments &...arguments) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Operation::primitive_desc(cpu(), arguments..., forward, attributes);
#else
  return typename Operation::primitive_desc(typename Operation::desc(arguments...), attributes, cpu(), forward);
#endif
}

} // namespace md
#endif
