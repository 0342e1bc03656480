// Loops that are compiled once for each level of x86-64 and chosen at run time.
#ifndef MD_DISPATCH_HPP
#define MD_DISPATCH_HPP

#if defined(__x86_64__)
#define MD_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MD_DISPATCH
#endif

// For the bodies that such functions share: they take on the instruction set of whoever they are inlined into.
#define MD_INLINE inline __attribute__((always_inline))

// Over arrays that are to live in registers.
#define MD_UNROLL _Pragma("clang loop unroll(full)")

#endif
