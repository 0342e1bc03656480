// Uniform real numbers from PyTorch's CPU stream. PyTorch's build fuses the scaling, so it has to be an fma here too.
#include "Random/mt19937.h"
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Random/mt_uniform.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "internal/dtypes.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

// 53 bits of two words, for float64.
void mt_uniform_double(const uint32_t *words, mk_int n, double from, double to, double *out) {
  double span = to - from;
  for (mk_int i = 0; i < n; ++i) {
    uint64_t bits = mt_join(words + 2 * i) & ((uint64_t(1) << 53) - 1);
    double value = __builtin_fma(double(bits) * 0x1p-53, span, from);
    out[i] = value == to ? from : value;
  }
}

// 24 bits of one word, for float32 and the types that are rounded from it.
void mt_uniform_float(const uint32_t *words, mk_int n, float from, float to, float *out) {
  float span = to - from;
  for (mk_int i = 0; i < n; ++i) out[i] = __builtin_fmaf(float(int32_t(words[i] & 0xffffffu)) * 0x1p-24f, span, from);
}

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(mt_uniform_double);
HWY_EXPORT(mt_uniform_float);

extern "C" void mk_mt_uniform(mk_mt19937 *g, mk_dtype dtype, mk_int n, void *out, double from, double to) {
  with_float_dtype(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    T *y = static_cast<T *>(out);
    mt_draw(*g, n, sizeof(T) == 8 ? 2 : 1, [&](mk_int begin, mk_int count, const uint32_t *words) {
      if constexpr (sizeof(T) == 8) {
        HWY_DYNAMIC_DISPATCH(mt_uniform_double)(words, count, from, to, y + begin);
      } else {
        float values[mt_buffer_words];
        HWY_DYNAMIC_DISPATCH(mt_uniform_float)(words, count, float(from), float(to), values);
        T low = convert<T>(from), high = convert<T>(to);
        for (mk_int i = 0; i < count; ++i) {
          T value = convert<T>(values[i]);
          // Rounding may reach the excluded end, which PyTorch maps to the other end.
          y[begin + i] = convert<float>(value) == convert<float>(high) ? low : value;
        }
      }
    });
  });
}

} // namespace mk
#endif
