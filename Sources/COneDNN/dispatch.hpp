// Loops that the compiler vectorises, compiled once for each level of x86-64 and chosen when the library loads.
#ifndef MD_DISPATCH_HPP
#define MD_DISPATCH_HPP

#if defined(__x86_64__)
#define MD_DISPATCH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define MD_DISPATCH
#endif

#endif
