// Matrix times vector: bound by memory, so that all of it is to read each element of the matrix once, in order, on every core.
#include "COneDNN.h"
#include "dispatch.hpp"
#include "error.hpp"
#include "mk_parallel.h"
#include "scratch.hpp"
#include <algorithm>

namespace {

// 64 bytes, read from any address.
template <class T> struct Vector {
  typedef T type __attribute__((vector_size(64), aligned(alignof(T)), may_alias));
  static constexpr mk_int lanes = 64 / sizeof(T);
};

// y[i] = alpha * sum_j a[i, j] x[j] + beta * y[i] for `Rows` rows at once, which share the reads of x. Each row has two
// accumulators whatever `Rows` is, so that a result does not depend on how the rows were split.
template <int Rows, class T>
MD_INLINE void dot_rows(mk_int cols, T alpha, const T *a, mk_int lda, const T *x, T beta, T *y) {
  using V = typename Vector<T>::type;
  constexpr mk_int lanes = Vector<T>::lanes;
  V even[Rows] = {}, odd[Rows] = {};
  mk_int j = 0;
  for (; j + 2 * lanes <= cols; j += 2 * lanes) {
    const V x0 = *reinterpret_cast<const V *>(x + j), x1 = *reinterpret_cast<const V *>(x + j + lanes);
    for (int r = 0; r < Rows; r++) {
      even[r] += *reinterpret_cast<const V *>(a + r * lda + j) * x0;
      odd[r] += *reinterpret_cast<const V *>(a + r * lda + j + lanes) * x1;
    }
  }
  for (int r = 0; r < Rows; r++) {
    V total = even[r] + odd[r];
    T sum = 0;
    for (mk_int l = 0; l < lanes; l++) sum += total[l];
    for (mk_int t = j; t < cols; t++) sum += a[r * lda + t] * x[t];
    y[r] = beta == T(0) ? alpha * sum : alpha * sum + beta * y[r];
  }
}

template <class T>
MD_INLINE void dots(mk_int rows, mk_int cols, T alpha, const T *a, mk_int lda, const T *x, T beta, T *y) {
  mk_int i = 0;
  for (; i + 4 <= rows; i += 4) dot_rows<4>(cols, alpha, a + i * lda, lda, x, beta, y + i);
  for (; i < rows; i++) dot_rows<1>(cols, alpha, a + i * lda, lda, x, beta, y + i);
}

// y[j] = alpha * sum_i a[i, j] x[i] + beta * y[j]: rows are added to y eight at a time, so that y moves an eighth as often.
template <int Rows, class T> MD_INLINE void add_rows(mk_int cols, T alpha, const T *a, mk_int lda, const T *x, T *y) {
  T factor[Rows];
  for (int r = 0; r < Rows; r++) factor[r] = alpha * x[r];
  for (mk_int j = 0; j < cols; j++) {
    T sum = y[j];
    for (int r = 0; r < Rows; r++) sum += factor[r] * a[r * lda + j];
    y[j] = sum;
  }
}

template <class T>
MD_INLINE void sums(mk_int rows, mk_int cols, T alpha, const T *a, mk_int lda, const T *x, T beta, T *y) {
  for (mk_int j = 0; j < cols; j++) y[j] = beta == T(0) ? T(0) : beta * y[j];
  mk_int i = 0;
  for (; i + 8 <= rows; i += 8) add_rows<8>(cols, alpha, a + i * lda, lda, x + i, y);
  for (; i < rows; i++) add_rows<1>(cols, alpha, a + i * lda, lda, x + i, y);
}

// Overloads because the attribute does not go with templates.
MD_DISPATCH void run_dots(mk_int rows, mk_int cols, float alpha, const float *a, mk_int lda, const float *x, float beta, float *y) {
  dots(rows, cols, alpha, a, lda, x, beta, y);
}
MD_DISPATCH void run_dots(mk_int rows, mk_int cols, double alpha, const double *a, mk_int lda, const double *x, double beta, double *y) {
  dots(rows, cols, alpha, a, lda, x, beta, y);
}
MD_DISPATCH void run_sums(mk_int rows, mk_int cols, float alpha, const float *a, mk_int lda, const float *x, float beta, float *y) {
  sums(rows, cols, alpha, a, lda, x, beta, y);
}
MD_DISPATCH void run_sums(mk_int rows, mk_int cols, double alpha, const double *a, mk_int lda, const double *x, double beta, double *y) {
  sums(rows, cols, alpha, a, lda, x, beta, y);
}

constexpr mk_int elements_a_piece = 32768; // about what pays for waking a thread

template <class T> struct Job {
  mk_int rows, cols;
  T alpha;
  const T *a;
  mk_int lda;
  const T *x;
  T beta;
  T *y;
  mk_int chunk; // rows of a partial sum
};

template <class T> void gemv(const Job<T> &job) {
  auto rows = [](void *context, mk_int begin, mk_int end) {
    const auto &j = *static_cast<const Job<T> *>(context);
    run_dots(end - begin, j.cols, j.alpha, j.a + begin * j.lda, j.lda, j.x, j.beta, j.y + begin);
  };
  mk_parallel_for(job.rows, elements_a_piece / job.cols + 1, rows, const_cast<Job<T> *>(&job));
}

template <class T> void gemv_transposed(Job<T> job) {
  constexpr mk_int columns_a_piece = 512; // shorter runs of a row would waste its memory pages
  if (job.cols >= 2 * columns_a_piece || job.rows * job.cols < 2 * elements_a_piece) {
    auto columns = [](void *context, mk_int begin, mk_int end) {
      const auto &j = *static_cast<const Job<T> *>(context);
      run_sums(j.rows, end - begin, j.alpha, j.a + begin, j.lda, j.x, j.beta, j.y + begin);
    };
    return mk_parallel_for(job.cols, std::max(columns_a_piece, elements_a_piece / job.rows), columns, &job);
  }
  // Tall and narrow: chunks of rows into partial sums. The chunks depend on the shape alone, and so does the result.
  const mk_int pieces = std::min<mk_int>(64, job.rows * job.cols / elements_a_piece);
  job.chunk = (job.rows + pieces - 1) / pieces;
  const mk_int count = (job.rows + job.chunk - 1) / job.chunk;
  md::Scratch scratch(count * job.cols * static_cast<mk_int>(sizeof(T)));
  T *const partial = scratch.as<T>(), *const y = job.y;
  job.y = partial;
  auto chunks = [](void *context, mk_int begin, mk_int end) {
    const auto &j = *static_cast<const Job<T> *>(context);
    for (mk_int p = begin; p < end; p++) {
      const mk_int first = p * j.chunk, rows = std::min(j.chunk, j.rows - first);
      run_sums(rows, j.cols, j.alpha, j.a + first * j.lda, j.lda, j.x + first, T(0), j.y + p * j.cols);
    }
  };
  mk_parallel_for(count, 1, chunks, &job);
  for (mk_int p = 0; p < count; p++)
    for (mk_int j = 0; j < job.cols; j++)
      y[j] = partial[p * job.cols + j] + (p > 0 ? y[j] : job.beta == T(0) ? T(0) : job.beta * y[j]);
}

template <class T>
void gemv(bool trans, mk_int rows, mk_int cols, double alpha, const void *a, mk_int lda, const void *x, double beta, void *y) {
  const Job<T> job{rows, cols, static_cast<T>(alpha), static_cast<const T *>(a), lda, static_cast<const T *>(x),
                   static_cast<T>(beta), static_cast<T *>(y), 0};
  if (trans) gemv_transposed(job);
  else gemv(job);
}

} // namespace

int md_gemv(mk_dtype dtype, int trans, mk_int rows, mk_int cols, double alpha, const void *a, mk_int lda, const void *x,
            double beta, void *y) {
  return md::guarded("gemv", [&] {
    switch (dtype) {
    case MK_F32: gemv<float>(trans != 0, rows, cols, alpha, a, lda, x, beta, y); return 0;
    case MK_F64: gemv<double>(trans != 0, rows, cols, alpha, a, lda, x, beta, y); return 0;
    default: return md::fail("gemv: no product for dtype %d", static_cast<int>(dtype));
    }
  });
}
