// Scratch memory from the caching allocator for the length of a scope.
#ifndef MD_SCRATCH_HPP
#define MD_SCRATCH_HPP
#include "mk_memory.h"
#include <new>

namespace md {

class Scratch {
public:
  explicit Scratch(mk_int bytes) : bytes_(bytes), block_(bytes ? mk_alloc(bytes) : nullptr) {
    if (bytes && !block_) throw std::bad_alloc();
  }
  ~Scratch() {
    if (block_) mk_free(block_, bytes_);
  }
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;
  void *data() const { return block_; }
  template <class T> T *as() const { return static_cast<T *>(block_); }

private:
  mk_int bytes_;
  void *block_;
};

} // namespace md
#endif
