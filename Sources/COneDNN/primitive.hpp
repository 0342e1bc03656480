// A created oneDNN primitive that several threads may execute at once.
#ifndef MD_PRIMITIVE_HPP
#define MD_PRIMITIVE_HPP
#include "onednn.hpp"
#include "scratch.hpp"
#include <initializer_list>
#include <memory>
#include <mutex>
#include <vector>

namespace md {

class Primitive {
public:
  struct Argument {
    int name; // DNNL_ARG_…
    memory::desc layout;
  };

  template <class Operation>
  static Primitive *make(const typename Operation::primitive_desc &descriptor, std::vector<Argument> arguments) {
    return new Primitive(Operation(descriptor), std::move(arguments), descriptor.scratchpad_desc());
  }

  // The pointers belong to the arguments in the order they were declared in.
  void run(std::initializer_list<const void *> pointers) const;

private:
  // Memory objects cost more to create than a small primitive takes, so that each concurrent execution borrows a set of them.
  struct Frame {
    std::vector<memory> memories;
    std::vector<dnnl_exec_arg_t> arguments;
  };

  Primitive(dnnl::primitive primitive, std::vector<Argument> arguments, memory::desc scratchpad);
  std::unique_ptr<Frame> borrow() const;
  void give_back(std::unique_ptr<Frame> frame) const;

  dnnl::primitive primitive_;
  std::vector<Argument> arguments_;
  memory::desc scratchpad_;
  mk_int scratchpad_bytes_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Frame>> idle_;
};

// Attributes with the scratchpad in the caller's hands, which is what makes one primitive re-entrant.
dnnl::primitive_attr attributes();

} // namespace md
#endif
