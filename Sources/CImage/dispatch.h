// Loops that are compiled once for each level of x86-64 and chosen at run time.
#ifndef CI_DISPATCH_H
#define CI_DISPATCH_H

// The choice is made while the program is loaded, before the thread sanitizer is up; its instrumentation would crash there.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CI_DISPATCH_ONCE
#endif
#endif

#if defined(__x86_64__) && !defined(CI_DISPATCH_ONCE)
#define CI_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CI_DISPATCH
#endif

// For the bodies that such functions share: they take on the instruction set of whoever they are inlined into.
#define CI_INLINE inline __attribute__((always_inline))

#endif
