#include "include/mk_recurrent.h"
#include <vector>
#include "internal/targets.h"
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "Recurrent/forward.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "Recurrent/cells-inl.h"
#include "Recurrent/panels-inl.h"
#include "Recurrent/steps.h"

HWY_BEFORE_NAMESPACE();
namespace mk { namespace HWY_NAMESPACE {

template <class T> class Forward {
public:
  Forward(mk_cell cell, mk_int hidden, mk_int width, const mk_steps &steps, const mk_recurrent_pass &pass)
      : cell_(cell), hidden_(hidden), width_(width), gate_width_(gate_count(cell) * hidden), walk_{steps, pass.reverse != 0},
        w_hh_(static_cast<const T *>(pass.w_hh), true, width, cell == MK_CELL_GRU ? 2 * hidden : gate_width_, steps.sequences),
        b_hn_(static_cast<const T *>(pass.b_hn)), gates_(static_cast<T *>(pass.gates)), memory_(static_cast<T *>(pass.memory)),
        raw_(static_cast<T *>(pass.raw)), h0_(static_cast<const T *>(pass.h0)), c0_(static_cast<const T *>(pass.c0)),
        y_(static_cast<T *>(pass.y)), y_stride_(pass.y_stride), h_n_(static_cast<T *>(pass.h_n)), c_n_(static_cast<T *>(pass.c_n)) {
    if (cell == MK_CELL_GRU)
      w_hn_ = std::make_unique<Panels<T>>(static_cast<const T *>(pass.w_hh) + 2 * hidden * width, true, width, hidden, steps.sequences);
    if (raw_) w_hr_ = std::make_unique<Panels<T>>(static_cast<const T *>(pass.w_hr), true, hidden, width, steps.sequences);
  }

  // All steps of the sequences first ..< last.
  void run(mk_int first, mk_int last) const {
    std::vector<const T *> from(last - first, nullptr);
    std::vector<T *> to(last - first, nullptr);
    for (mk_int step = 0; step < walk_.steps.times; ++step) {
      const mk_int time = walk_.time(step), alive = std::min(last, walk_.steps.counts[time]) - first;
      if (alive <= 0) continue;
      for (mk_int i = 0; i < alive; ++i) {
        from[i] = h_before(time, first + i);
        to[i] = gates_ + walk_.row(time, first + i) * gate_width_;
      }
      w_hh_.add_product(alive, from.data(), to.data());
      if (w_hn_) {
        for (mk_int i = 0; i < alive; ++i) {
          T *product = to[i] = memory_ + walk_.row(time, first + i) * hidden_;
          if (b_hn_) std::copy(b_hn_, b_hn_ + hidden_, product);
          else std::fill(product, product + hidden_, T(0));
        }
        w_hn_->add_product(alive, from.data(), to.data());
      }
      for (mk_int i = 0; i < alive; ++i) activate(time, first + i);
      if (w_hr_) {
        for (mk_int i = 0; i < alive; ++i) {
          from[i] = raw_ + walk_.row(time, first + i) * hidden_;
          T *h = to[i] = y_ + walk_.row(time, first + i) * y_stride_;
          std::fill(h, h + width_, T(0));
        }
        w_hr_->add_product(alive, from.data(), to.data());
      }
      for (mk_int i = 0; i < alive; ++i)
        if (walk_.is_last(time, first + i)) keep_state(time, first + i);
    }
  }

private:
  const mk_cell cell_;
  const mk_int hidden_, width_, gate_width_;
  const Walk walk_;
  const Panels<T> w_hh_;
  std::unique_ptr<Panels<T>> w_hn_, w_hr_;
  const T *b_hn_;
  T *gates_, *memory_, *raw_;
  const T *h0_, *c0_;
  T *y_;
  mk_int y_stride_;
  T *h_n_, *c_n_;

  const T *h_before(mk_int time, mk_int sequence) const { return walk_.before(time, sequence, static_cast<const T *>(y_), y_stride_, h0_, width_); }

  void activate(mk_int time, mk_int sequence) const {
    const mk_int row = walk_.row(time, sequence);
    T *gates = gates_ + row * gate_width_, *memory = memory_ ? memory_ + row * hidden_ : nullptr;
    T *h = raw_ ? raw_ + row * hidden_ : y_ + row * y_stride_;
    switch (cell_) {
      case MK_CELL_LSTM: {
        const T *c_before = walk_.before(time, sequence, static_cast<const T *>(memory_), hidden_, c0_, hidden_);
        return lstm_row(hidden_, gates, c_before, memory, h);
      }
      case MK_CELL_GRU: return gru_row(hidden_, gates, memory, h_before(time, sequence), h);
      default: return elman_row(cell_ == MK_CELL_RELU, hidden_, gates, h);
    }
  }

  void keep_state(mk_int time, mk_int sequence) const {
    const mk_int row = walk_.row(time, sequence);
    std::copy_n(y_ + row * y_stride_, width_, h_n_ + sequence * width_);
    if (cell_ == MK_CELL_LSTM) std::copy_n(memory_ + row * hidden_, hidden_, c_n_ + sequence * hidden_);
  }
};

template <class T>
void recurrent_dtype(mk_cell cell, mk_int hidden, mk_int width, const mk_steps &steps, int passes, const mk_recurrent_pass *pass) {
  std::vector<std::unique_ptr<Forward<T>>> directions;
  for (int p = 0; p < passes; ++p) directions.push_back(std::make_unique<Forward<T>>(cell, hidden, width, steps, pass[p]));
  for_sequences(steps, passes, double(gate_count(cell) * hidden * width),
                [&](int p, mk_int first, mk_int last) HWY_ATTR { directions[p]->run(first, last); });
}

void recurrent(mk_dtype dtype, mk_cell cell, mk_int hidden, mk_int width, const mk_steps &steps, int passes, const mk_recurrent_pass *pass) {
  if (dtype == MK_F64) recurrent_dtype<double>(cell, hidden, width, steps, passes, pass);
  else recurrent_dtype<float>(cell, hidden, width, steps, passes, pass);
}

} } // namespace mk::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mk {
HWY_EXPORT(recurrent);
extern "C" void mk_recurrent(mk_dtype dtype, mk_cell cell, mk_int hidden, mk_int width, const mk_steps *steps, int passes, const mk_recurrent_pass *pass) {
  HWY_DYNAMIC_DISPATCH(recurrent)(dtype, cell, hidden, width, *steps, passes, pass);
}
} // namespace mk
#endif
