// Which instruction sets the vector loops are compiled for. Include this before any header of Highway.
//
// A kernel file that is compiled once per instruction set looks like this:
//
//   #include "internal/targets.h"
//   #undef HWY_TARGET_INCLUDE
//   #define HWY_TARGET_INCLUDE "family/file.cpp"     // relative to Sources/CMartletKernels
//   #include "hwy/foreach_target.h"
//   #include "hwy/highway.h"
//   #include "internal/dtypes.h"
//
//   HWY_BEFORE_NAMESPACE();
//   namespace mk { namespace HWY_NAMESPACE {
//   void loop(...) { ... }                           // lambdas need HWY_ATTR: [&](mk_int begin, mk_int end) HWY_ATTR { ... }
//   } }
//   HWY_AFTER_NAMESPACE();
//
//   #if HWY_ONCE
//   namespace mk { HWY_EXPORT(loop); }
//   // unqualified, or it does not compile where there is one target only (arm64):
//   namespace mk { extern "C" void mk_loop(...) { HWY_DYNAMIC_DISPATCH(loop)(...); } }
//   #endif
#ifndef MK_INTERNAL_TARGETS_H
#define MK_INTERNAL_TARGETS_H
#include "hwy/detect_targets.h"

// Three on x86-64 are enough (baseline, AVX2, AVX-512): each further one costs compile time and code size for processors
// that are rare. detect_targets.h reads the macro where it is used, so that it may be set after that header.
#if HWY_ARCH_X86
#undef HWY_DISABLED_TARGETS
#ifdef HWY_AVX3_ZEN4 // newer versions of Highway know more targets
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL | HWY_AVX3_ZEN4 | HWY_AVX3_SPR)
#else
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
#endif
#endif
#endif
