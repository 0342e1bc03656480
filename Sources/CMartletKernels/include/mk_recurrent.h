// Recurrent layers: the part that has to go step by step, for all steps of a layer in one parallel region. F32 and F64, contiguous.
#ifndef MK_RECURRENT_H
#define MK_RECURRENT_H
#include "mk_types.h"

// TANH, RELU: h' = f(x + h W). LSTM: gates i, f, g, o. GRU: gates r, z, n.
typedef enum mk_cell : int32_t { MK_CELL_TANH = 0, MK_CELL_RELU, MK_CELL_LSTM, MK_CELL_GRU } mk_cell;

// Where the sequences lie. A row is one sequence at one time: that of sequence i at time t is starts[t] + i * stride. Sequences are
// sorted by falling length, so the counts[t] of them that have a time t come first; counts[0] = sequences.
typedef struct mk_steps {
  mk_int times, sequences, stride;
  const mk_int *starts, *counts;
} mk_steps;

// One direction of a layer. `width` of a state h is the projection's where there is one, else `hidden`.
typedef struct mk_recurrent_pass {
  int reverse;            // from each sequence's last time to its first
  const void *w_hh;       // (gates * hidden, width)
  const void *b_hn;       // GRU: (hidden), what the product for n starts with, or NULL; other biases are in the input projection
  const void *w_hr;       // LSTM with projection: (width, hidden), else NULL
  void *gates;            // (rows, gates * hidden): the input projection, replaced by the activated gates
  void *memory;           // LSTM: cell states; GRU: the hidden product of n; (rows, hidden), else NULL
  void *raw;              // with projection: states before it (rows, hidden), else NULL
  const void *h0, *c0;    // (sequences, width), (sequences, hidden); c0 for LSTM only
  void *y;                // (rows, width), rows y_stride apart
  mk_int y_stride;
  void *h_n, *c_n;        // as h0 and c0: the states at the end
} mk_recurrent_pass;

// What the backward pass of a direction needs beside mk_recurrent_pass as forward left it (h_n and c_n are not read).
typedef struct mk_recurrent_gradient {
  const void *dy;         // (rows, width), rows dy_stride apart; NULL: zeros
  mk_int dy_stride;
  void *dh, *dc;          // as h_n and c_n: in, their gradients; out, those of h0 and c0
  void *dgates;           // (rows, gates * hidden): out, the gradient of the input projection
  void *dproduct;         // GRU: (rows, gates * hidden): out, the gradient of h W_hh; otherwise that is dgates
  void *dprojected;       // with projection: (rows, width): out, the whole gradient of each h
  void *h_before;         // (rows, width): out, the state that each step started from
} mk_recurrent_gradient;

MK_BEGIN
void mk_recurrent(mk_dtype dtype, mk_cell cell, mk_int hidden, mk_int width, const mk_steps *steps, int passes, const mk_recurrent_pass *pass);
void mk_recurrent_backward(mk_dtype dtype, mk_cell cell, mk_int hidden, mk_int width, const mk_steps *steps, int passes, const mk_recurrent_pass *pass,
                           const mk_recurrent_gradient *gradient);
MK_END
#endif
