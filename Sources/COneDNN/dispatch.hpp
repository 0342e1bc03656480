// Loops that are compiled once for each level of x86-64 and chosen at run time.
#ifndef MD_DISPATCH_HPP
#define MD_DISPATCH_HPP

// The choice is made while the program is loaded, before the thread sanitizer is up; its instrumentation would crash there.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define MD_DISPATCH_ONCE
#endif
#endif

#if defined(__x86_64__) && !defined(MD_DISPATCH_ONCE)
#define MD_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MD_DISPATCH
#endif

#if defined(__x86_64__)
// The level of x86-64 that this processor has: 4 with AVX-512, 3 with AVX2, 0 below. For kernels that are templates, which cannot be cloned.
inline int x86_level() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd"))
    return 4;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2") ? 3 : 0;
}
#endif

// For the bodies that such functions share: they take on the instruction set of whoever they are inlined into.
#define MD_INLINE inline __attribute__((always_inline))

// Over arrays that are to live in registers.
#define MD_UNROLL _Pragma("clang loop unroll(full)")

#endif
