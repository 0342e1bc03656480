// What a cell does with the sums of one row, and the derivative of that. All arrays hold `n` hidden units, gates lie one after the other.
#if defined(MK_RECURRENT_CELLS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef MK_RECURRENT_CELLS_INL_H
#undef MK_RECURRENT_CELLS_INL_H
#else
#define MK_RECURRENT_CELLS_INL_H
#endif
#include "vmath/vmath-inl.h"

// Rows may be as short as one register: side-by-side vectors would leave them to the scalar rest of a loop.
#define MK_UNITS(i, n) \
  _Pragma("clang loop vectorize(assume_safety) interleave_count(1)") for (mk_int i = 0; i < n; ++i)

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> HWY_INLINE T vsigmoid(T x) { return T(1) / (T(1) + vexp(-x)); }

// h = f(x), kept in the gates too.
template <class T>
HWY_NOINLINE void elman_row(bool relu, mk_int n, T *gates, T *h) {
  if (relu) MK_UNITS(i, n) gates[i] = h[i] = max_nan(gates[i], T(0));
  else MK_UNITS(i, n) gates[i] = h[i] = vtanh(gates[i]);
}

template <class T>
HWY_NOINLINE void elman_row_backward(bool relu, mk_int n, const T *h, const T *dh, T *dgates) {
  if (relu) MK_UNITS(i, n) dgates[i] = select(h[i] <= T(0), T(0), dh[i]);
  else MK_UNITS(i, n) dgates[i] = dh[i] * (T(1) - h[i] * h[i]);
}

// i, f, o = σ(·), g = tanh(·); c = f c⁻ + i g; h = o tanh(c)
template <class T>
HWY_NOINLINE void lstm_row(mk_int n, T *gates, const T *c_before, T *c, T *h) {
  T *i = gates, *f = gates + n, *g = gates + 2 * n, *o = gates + 3 * n;
  MK_UNITS(j, 2 * n) gates[j] = vsigmoid(gates[j]);
  MK_UNITS(j, n) g[j] = vtanh(g[j]);
  MK_UNITS(j, n) o[j] = vsigmoid(o[j]);
  MK_UNITS(j, n) {
    T cell = f[j] * c_before[j] + i[j] * g[j];
    c[j] = cell;
    h[j] = o[j] * vtanh(cell);
  }
}

// dc: in, the gradient of c from the step after; out, that of c⁻.
template <class T>
HWY_NOINLINE void lstm_row_backward(mk_int n, const T *gates, const T *c_before, const T *c, const T *dh, T *dc, T *dgates) {
  const T *i = gates, *f = gates + n, *g = gates + 2 * n, *o = gates + 3 * n;
  MK_UNITS(j, n) {
    T t = vtanh(c[j]), d = dc[j] + dh[j] * o[j] * (T(1) - t * t);
    dgates[j] = d * g[j] * i[j] * (T(1) - i[j]);
    dgates[n + j] = d * c_before[j] * f[j] * (T(1) - f[j]);
    dgates[2 * n + j] = d * i[j] * (T(1) - g[j] * g[j]);
    dgates[3 * n + j] = dh[j] * t * o[j] * (T(1) - o[j]);
    dc[j] = d * f[j];
  }
}

// r, z = σ(·), n = tanh(x_n + r · m) with m the hidden product; h = (1 − z) n + z h⁻
template <class T>
HWY_NOINLINE void gru_row(mk_int n, T *gates, const T *product, const T *h_before, T *h) {
  T *r = gates, *z = gates + n, *fresh = gates + 2 * n;
  MK_UNITS(j, 2 * n) gates[j] = vsigmoid(gates[j]);
  MK_UNITS(j, n) {
    T value = vtanh(fresh[j] + r[j] * product[j]);
    fresh[j] = value;
    h[j] = (T(1) - z[j]) * value + z[j] * h_before[j];
  }
}

// dgates: of the input projection. dproduct: of the hidden one. dh_before: the part that does not go through the product.
template <class T>
HWY_NOINLINE void gru_row_backward(mk_int n, const T *gates, const T *product, const T *h_before, const T *dh, T *dh_before, T *dgates, T *dproduct) {
  const T *r = gates, *z = gates + n, *fresh = gates + 2 * n;
  MK_UNITS(j, n) {
    T d = dh[j] * (T(1) - z[j]) * (T(1) - fresh[j] * fresh[j]);
    T dr = d * product[j] * r[j] * (T(1) - r[j]), dz = dh[j] * (h_before[j] - fresh[j]) * z[j] * (T(1) - z[j]);
    dgates[j] = dproduct[j] = dr;
    dgates[n + j] = dproduct[n + j] = dz;
    dgates[2 * n + j] = d;
    dproduct[2 * n + j] = d * r[j];
    dh_before[j] = dh[j] * z[j];
  }
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#undef MK_UNITS
#endif
