/// Which function a recurrent layer applies at each step.
package enum RecurrentCell: Sendable {
  case tanh, relu, lstm, gru

  /// How many gates a hidden unit has.
  package var gates: Int {
    switch self {
    case .tanh, .relu: 1
    case .gru: 3
    case .lstm: 4
    }
  }
}

/// Where the sequences of a recurrent layer lie among the rows of its input; a row is one sequence at one time.
///
/// Sequence `i` has its time `t` in row `starts[t] + i * stride`, so that a layer works on (times, batch) and (batch, times) alike. The
/// sequences are sorted by falling length: those that have a time `t` are the first `counts[t]`.
package struct RecurrentSteps: Sendable {
  package let starts: [Int], counts: [Int]
  package let stride: Int

  /// Rows of (times, batch) or, with `batchFirst`, of (batch, times).
  package init(times: Int, batch: Int, batchFirst: Bool) {
    starts = (0..<times).map { batchFirst ? $0 : $0 * batch }
    counts = [Int](repeating: batch, count: times)
    stride = batchFirst ? times : 1
  }

  /// The rows of a packed sequence: all of time 0, then all of time 1, …
  package init(packed batchSizes: [Int]) {
    var starts: [Int] = [], rows = 0
    for n in batchSizes {
      starts.append(rows)
      rows += n
    }
    self.starts = starts
    counts = batchSizes
    stride = 1
  }

  var times: Int { counts.count }
  var sequences: Int { counts.first ?? 0 }
  var rows: Int { counts.reduce(0, +) }
}

/// The sizes of a recurrent layer: `width` is that of a state, which is the projection's or else `hidden`.
struct RecurrentShape {
  let cell: RecurrentCell
  let hidden: Int, width: Int
  let steps: RecurrentSteps

  /// Those of the products with the hidden weights and the projection, in one direction of time; the rest is the gemms' work.
  func multiplyAdds(_ passes: [RecurrentPass]) -> Int { passes.reduce(0) { $0 + steps.rows * ($1.hh.numel + ($1.hr?.numel ?? 0)) } }
}

/// What a recurrent kernel leaves for its backward pass; each (rows, …).
struct RecurrentMemo {
  /// The input projection; the kernel puts the activated gates in its place.
  let gates: Tensor
  /// An LSTM's cell states, a GRU's hidden product of n.
  let memory: Tensor?
  /// States before the projection, if there is one.
  let raw: Tensor?
}

/// The tensors of one direction of a recurrent layer; see `mk_recurrent_pass`.
struct RecurrentPass {
  let reverse: Bool
  let hh: Tensor, bHN: Tensor?, hr: Tensor?
  let h0: Tensor, c0: Tensor?
  let memo: RecurrentMemo
  let y: Tensor, hN: Tensor, cN: Tensor?
}

/// The gradients of one direction; see `mk_recurrent_gradient`.
struct RecurrentGradient {
  let dy: Tensor?
  let dh: Tensor, dc: Tensor?
  let dgates: Tensor, dproduct: Tensor, dprojected: Tensor?
  let hBefore: Tensor
}
