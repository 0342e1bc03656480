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

// For the bodies that such functions share: they take on the instruction set of whoever they are inlined into.
#define MD_INLINE inline __attribute__((always_inline))

// Over arrays that are to live in registers.
#define MD_UNROLL _Pragma("clang loop unroll(full)")

#endif
