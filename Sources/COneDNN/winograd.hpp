// When a 3 × 3 convolution is computed by Winograd's method.
#ifndef MD_WINOGRAD_HPP
#define MD_WINOGRAD_HPP
#include "COneDNN.h"

namespace md {

enum class ConvPass { forward, backward_data, backward_weights };

// Whether F(4 × 4, 3 × 3) is faster than the direct method for this pass. It takes 36 multiplications instead of 144 for a tile of 16 outputs,
// but has to transform the tiles and weights. (Lavin, Gray, "Fast Algorithms for Convolutional Neural Networks", https://arxiv.org/abs/1509.09308)
bool winograd_pays(const md_conv_spec &spec, ConvPass pass);

} // namespace md
#endif
