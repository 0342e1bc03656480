import Martlet

/// Recurrent layers and their cells. A packed case has its first argument packed before the call, and the outputs padded again after it.
func addRecurrentModules(_ t: inout ModuleTable) {
  let common = "num_layers, bias, batch_first, dropout, bidirectional"
  t.module("nn.RNN(input_size, hidden_size, num_layers, nonlinearity, bias, batch_first, dropout, bidirectional)", forward: "forward(input, hx)") { a in
    RNN(
      a.int("input_size"), a.int("hidden_size"), numLayers: a.int("num_layers", 1), nonlinearity: nonlinearity(a), bias: a.bool("bias", true),
      batchFirst: a.bool("batch_first"), dropout: a.double("dropout", 0), bidirectional: a.bool("bidirectional"))
  } run: { hidden($0, $1) }
  t.module("nn.GRU(input_size, hidden_size, \(common))", forward: "forward(input, hx)") { a in
    GRU(
      a.int("input_size"), a.int("hidden_size"), numLayers: a.int("num_layers", 1), bias: a.bool("bias", true), batchFirst: a.bool("batch_first"),
      dropout: a.double("dropout", 0), bidirectional: a.bool("bidirectional"))
  } run: { hidden($0, $1) }
  t.module("nn.LSTM(input_size, hidden_size, \(common), proj_size)", forward: "forward(input, hx)") { a in
    LSTM(
      a.int("input_size"), a.int("hidden_size"), numLayers: a.int("num_layers", 1), bias: a.bool("bias", true), batchFirst: a.bool("batch_first"),
      dropout: a.double("dropout", 0), bidirectional: a.bool("bidirectional"), projSize: a.int("proj_size", 0))
  } run: { lstm, a in
    let state = states(a)
    guard let p = a.packing else {
      let (y, (h, c)) = lstm(a.x, state)
      return [y, h, c]
    }
    let (y, (h, c)) = lstm(p.packed(a.x), state)
    return [p.padded(y), h, c]
  }

  t.module("nn.RNNCell(input_size, hidden_size, bias, nonlinearity)", forward: "forward(input, hx)") { a in
    RNNCell(a.int("input_size"), a.int("hidden_size"), bias: a.bool("bias", true), nonlinearity: nonlinearity(a))
  } run: { $0($1.x, $1.optionalTensor("hx")) }
  t.module("nn.GRUCell(input_size, hidden_size, bias)", forward: "forward(input, hx)") { a in
    GRUCell(a.int("input_size"), a.int("hidden_size"), bias: a.bool("bias", true))
  } run: { $0($1.x, $1.optionalTensor("hx")) }
  t.module("nn.LSTMCell(input_size, hidden_size, bias)", forward: "forward(input, hx)") { a in
    LSTMCell(a.int("input_size"), a.int("hidden_size"), bias: a.bool("bias", true))
  } run: { both($0($1.x, states($1))) }
}

private func nonlinearity(_ a: Call) -> RNN.Nonlinearity { a.choice("nonlinearity", ["tanh": .tanh, "relu": .relu]) ?? .tanh }

private func hidden(_ layer: HiddenStateRNN, _ a: Call) -> [Tensor] {
  let h0 = a.optionalTensor("hx")
  guard let p = a.packing else { return both(layer(a.x, h0)) }
  let (y, h) = layer(p.packed(a.x), h0)
  return [p.padded(y), h]
}

/// h0 and c0.
private func states(_ a: Call) -> (Tensor, Tensor)? {
  guard a.has("hx") else { return nil }
  let all = a.tensors("hx")
  return (all[0], all[1])
}
