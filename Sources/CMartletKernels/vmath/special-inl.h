// Special functions for the expressions: evaluated in double by special/, whatever the dtype. (Those of float that vectorise: gamma-inl.h.)
#if defined(MK_VMATH_SPECIAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_VMATH_SPECIAL_INL_H
#undef MK_VMATH_SPECIAL_INL_H
#else
#define MK_VMATH_SPECIAL_INL_H
#endif
#include "special/special.h"
#include "vmath/basic-inl.h"

HWY_BEFORE_NAMESPACE();
namespace mk {
namespace HWY_NAMESPACE {

template <class T> HWY_INLINE T lgamma(T x) { return T(special::lgamma(x)); }
template <class T> HWY_INLINE T digamma(T x) { return T(special::digamma(x)); }
template <class T> HWY_INLINE T polygamma(T n, T x) { return T(special::polygamma(n, x)); }
template <class T> HWY_INLINE T zeta(T s, T q) { return T(special::zeta(s, q)); }
template <class T> HWY_INLINE T igamma(T a, T x) { return T(special::igamma(a, x)); }
template <class T> HWY_INLINE T igammac(T a, T x) { return T(special::igammac(a, x)); }
template <class T> HWY_INLINE T bessel_i0(T x) { return T(special::bessel_i0(x)); }
template <class T> HWY_INLINE T bessel_i0e(T x) { return T(special::bessel_i0e(x)); }
template <class T> HWY_INLINE T bessel_i1(T x) { return T(special::bessel_i1(x)); }
template <class T> HWY_INLINE T bessel_i1e(T x) { return T(special::bessel_i1e(x)); }
template <class T> HWY_INLINE T erfinv(T x) { return T(special::erfinv(x)); }
template <class T> HWY_INLINE T erfcx(T x) { return T(special::erfcx(x)); }
template <class T> HWY_INLINE T ndtri(T p) { return T(special::ndtri(p)); }
template <class T> HWY_INLINE T log_ndtr(T x) { return T(special::log_ndtr(x)); }

} // namespace HWY_NAMESPACE
} // namespace mk
HWY_AFTER_NAMESPACE();
#endif
