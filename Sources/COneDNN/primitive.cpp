#include "primitive.hpp"
#include "mk_parallel.h"

namespace md {

dnnl::primitive_attr attributes() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

Primitive::Primitive(dnnl::primitive primitive, std::vector<Argument> arguments, memory::desc scratchpad)
    : primitive_(std::move(primitive)), arguments_(std::move(arguments)), scratchpad_(scratchpad),
      scratchpad_bytes_(static_cast<mk_int>(scratchpad.get_size())) {
  if (scratchpad_bytes_) arguments_.push_back({DNNL_ARG_SCRATCHPAD, scratchpad_});
}

std::unique_ptr<Primitive::Frame> Primitive::borrow() const {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<Frame> frame = std::move(idle_.back());
      idle_.pop_back();
      return frame;
    }
  }
  auto frame = std::make_unique<Frame>();
  for (const Argument &argument : arguments_) {
    frame->memories.emplace_back(argument.layout, cpu(), nullptr);
    frame->arguments.push_back({argument.name, frame->memories.back().get()});
  }
  return frame;
}

void Primitive::give_back(std::unique_ptr<Frame> frame) const {
  std::lock_guard<std::mutex> lock(mutex_);
  idle_.push_back(std::move(frame));
}

void Primitive::run(std::initializer_list<const void *> pointers) const {
  mk_num_threads(); // tells OpenMP on threads that are new to it
  std::unique_ptr<Frame> frame = borrow();
  Scratch scratch(scratchpad_bytes_);
  auto bind = [&](size_t i, const void *pointer) {
    dnnl::error::wrap_c_api(dnnl_memory_set_data_handle(frame->arguments[i].memory, const_cast<void *>(pointer)), "set_data_handle");
  };
  size_t i = 0;
  for (const void *pointer : pointers) bind(i++, pointer);
  if (scratchpad_bytes_) bind(i, scratch.data());
  dnnl_status_t status = dnnl_primitive_execute(primitive_.get(), stream().get(), static_cast<int>(frame->arguments.size()),
                                                frame->arguments.data());
  give_back(std::move(frame));
  dnnl::error::wrap_c_api(status, "execution failed");
}

} // namespace md
