// The forward pass of a strided transposed convolution as stride^n ordinary convolutions, one for each phase of the output: outputs whose
// positions leave the same rest modulo the stride meet the same taps of the kernel. oneDNN's own kernel, backward-data with a stride,
// reaches half of the speed at best. (W. Shi et al., 2016, arXiv:1609.07009)
#ifndef MD_SUBPIXEL_HPP
#define MD_SUBPIXEL_HPP
#include "conv_shape.hpp"
#include "layout.hpp"
#include "primitive.hpp"
#include <array>

namespace md {

class Subpixel {
public:
  // nullptr where it does not apply or would not be faster. `src` and `dst`: the layouts that the pass has to read and write.
  static std::unique_ptr<Subpixel> make(const md_conv_spec &spec, const memory::desc &src, const memory::desc &dst);

  void run(const void *src, const void *weights, const void *bias, void *dst) const;

private:
  struct Phase {
    std::array<mk_int, 3> first, taps, size; // first tap in the kernel, their number, outputs; leading dims that are missing have 0, 1, 1
    std::unique_ptr<Primitive> primitive;
    md_layout plain_weights, weights;
    mk_int bytes; // of its output
  };

  explicit Subpixel(const md_conv_spec &spec);
  bool add_phases(const memory::desc &src, memory::format_tag dst); // false: the paddings do not fit
  void gather_weights(const Phase &phase, const void *weights, void *out) const;
  void interleave(const std::vector<const char *> &phases, char *dst) const;
  void interleave_rows(const std::vector<const char *> &phases, char *dst, mk_int begin, mk_int end) const;
  mk_int position_bytes() const { return 16 * (spec_.dtype == MK_F32 ? 4 : 2); } // a block of channels at one position

  md_conv_spec spec_;
  std::array<mk_int, 3> kernel_, stride_, out_; // as Phase
  std::vector<Phase> phases_;                   // the last dim's rest counts fastest
};

} // namespace md
#endif
