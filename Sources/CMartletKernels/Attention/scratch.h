// Buffers of one thread's work, cut from one block of the caching allocator.
#ifndef MK_ATTENTION_SCRATCH_H
#define MK_ATTENTION_SCRATCH_H
#include "include/mk_memory.h"
#include "include/mk_types.h"

namespace mk {

template <class T>
class Scratch {
public:
  explicit Scratch(mk_int elements) : bytes_(elements * mk_int(sizeof(T)) + 64 * 16), block_(static_cast<char *>(mk_alloc(bytes_))), next_(block_) {}
  ~Scratch() { mk_free(block_, bytes_); }
  Scratch(const Scratch &) = delete;
  Scratch &operator=(const Scratch &) = delete;

  // The next n elements, aligned to 64 bytes; at most 16 takes.
  T *take(mk_int n) {
    T *taken = reinterpret_cast<T *>(next_);
    next_ += (n * mk_int(sizeof(T)) + 63) / 64 * 64;
    return taken;
  }

private:
  mk_int bytes_;
  char *block_, *next_;
};

} // namespace mk
#endif
