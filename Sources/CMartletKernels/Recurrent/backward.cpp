#include "include/mk_recurrent.h"
#include <vector>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Recurrent/backward.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Recurrent/cells-inl.h"
#include "Recurrent/panels-inl.h"
#include "Recurrent/steps.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> class Backward {
public:
  Backward(mk_cell cell, mk_int hidden, mk_int width, const mk_steps &steps, const mk_recurrent_pass &pass, const mk_recurrent_gradient &gradient)
      : cell_(cell), hidden_(hidden), width_(width), gate_width_(gate_count(cell) * hidden), walk_{steps, pass.reverse != 0},
        w_hh_(static_cast<const T *>(pass.w_hh), false, gate_width_, width, steps.sequences), pass_(pass), gradient_(gradient) {
    if (pass.w_hr) w_hr_ = std::make_unique<Panels<T>>(static_cast<const T *>(pass.w_hr), false, width, hidden, steps.sequences);
  }

  // All steps of the sequences first ..< last, from the last one back.
  void run(mk_int first, mk_int last) const {
    const mk_int count = last - first;
    std::vector<const T *> from(count, nullptr);
    std::vector<T *> to(count, nullptr);
    std::vector<T> dh(count * hidden_); // of the states that the cell itself gives
    for (mk_int step = walk_.steps.times - 1; step >= 0; --step) {
      const mk_int time = walk_.time(step), alive = std::min(last, walk_.steps.counts[time]) - first;
      if (alive <= 0) continue;
      for (mk_int i = 0; i < alive; ++i) {
        const mk_int row = walk_.row(time, first + i);
        T *own = dh.data() + i * hidden_;
        from[i] = gather(row, first + i, w_hr_ ? at(gradient_.dprojected, row, width_) : own);
        to[i] = own;
      }
      if (w_hr_) {
        std::fill_n(dh.data(), alive * hidden_, T(0));
        w_hr_->add_product(alive, from.data(), to.data());
      }
      for (mk_int i = 0; i < alive; ++i) {
        from[i] = derive(time, first + i, dh.data() + i * hidden_);
        to[i] = at(gradient_.dh, first + i, width_);
      }
      w_hh_.add_product(alive, from.data(), to.data());
    }
  }

private:
  const mk_cell cell_;
  const mk_int hidden_, width_, gate_width_;
  const Walk walk_;
  const Panels<T> w_hh_;
  std::unique_ptr<Panels<T>> w_hr_;
  const mk_recurrent_pass &pass_;
  const mk_recurrent_gradient &gradient_;

  static T *at(void *base, mk_int row, mk_int stride) { return base ? static_cast<T *>(base) + row * stride : nullptr; }

  // The whole gradient of a state, from the output and from the step after. Leaves that of the state before at zero.
  const T *gather(mk_int row, mk_int sequence, T *HWY_RESTRICT to) const {
    T *HWY_RESTRICT carried = at(gradient_.dh, sequence, width_);
    if (gradient_.dy) {
      const T *HWY_RESTRICT dy = static_cast<const T *>(gradient_.dy) + row * gradient_.dy_stride;
      for (mk_int j = 0; j < width_; ++j) to[j] = dy[j] + carried[j];
    } else {
      std::copy_n(carried, width_, to);
    }
    std::fill_n(carried, width_, T(0));
    return to;
  }

  // The derivative of the cell; returns the gradient of the product h W_hh.
  const T *derive(mk_int time, mk_int sequence, const T *dh) const {
    const mk_int row = walk_.row(time, sequence);
    const T *gates = at(pass_.gates, row, gate_width_), *memory = at(pass_.memory, row, hidden_);
    const T *h_before = walk_.before(time, sequence, static_cast<const T *>(pass_.y), pass_.y_stride, static_cast<const T *>(pass_.h0), width_);
    T *dgates = at(gradient_.dgates, row, gate_width_);
    std::copy_n(h_before, width_, at(gradient_.h_before, row, width_));
    switch (cell_) {
      case MK_CELL_LSTM: {
        const T *c_before = walk_.before(time, sequence, static_cast<const T *>(pass_.memory), hidden_, static_cast<const T *>(pass_.c0), hidden_);
        lstm_row_backward(hidden_, gates, c_before, memory, dh, at(gradient_.dc, sequence, hidden_), dgates);
        return dgates;
      }
      case MK_CELL_GRU: {
        T *dproduct = at(gradient_.dproduct, row, gate_width_);
        gru_row_backward(hidden_, gates, memory, h_before, dh, at(gradient_.dh, sequence, width_), dgates, dproduct);
        return dproduct;
      }
      default: elman_row_backward(cell_ == MK_CELL_RELU, hidden_, gates, dh, dgates); return dgates;
    }
  }
};

template <class T>
void recurrent_backward_dtype(mk_cell cell, mk_int hidden, mk_int width, const mk_steps &steps, int passes, const mk_recurrent_pass *pass,
                              const mk_recurrent_gradient *gradient) {
  std::vector<std::unique_ptr<Backward<T>>> directions;
  for (int p = 0; p < passes; ++p) directions.push_back(std::make_unique<Backward<T>>(cell, hidden, width, steps, pass[p], gradient[p]));
  for_sequences(steps, passes, double(gate_count(cell) * hidden * width),
                [&](int p, mk_int first, mk_int last) HWY_ATTR { directions[p]->run(first, last); });
}

void recurrent_backward(mk_dtype dtype, mk_cell cell, mk_int hidden, mk_int width, const mk_steps &steps, int passes, const mk_recurrent_pass *pass,
                        const mk_recurrent_gradient *gradient) {
  if (dtype == MK_F64) recurrent_backward_dtype<double>(cell, hidden, width, steps, passes, pass, gradient);
  else recurrent_backward_dtype<float>(cell, hidden, width, steps, passes, pass, gradient);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(recurrent_backward);
extern "C" void mk_recurrent_backward(mk_dtype dtype, mk_cell cell, mk_int hidden, mk_int width, const mk_steps *steps, int passes,
                                      const mk_recurrent_pass *pass, const mk_recurrent_gradient *gradient) {
  HWY_DYNAMIC_DISPATCH(recurrent_backward)(dtype, cell, hidden, width, *steps, passes, pass, gradient);
}
} // namespace mk
#endif
