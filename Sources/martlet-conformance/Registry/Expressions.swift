import Martlet

/// The Python expressions over `x` of the `print` suite: **one line an expression**.
let expressions: [String: @Sendable (Tensor) -> Tensor] = {
  var table: [String: @Sendable (Tensor) -> Tensor] = [:]
  table["x"] = { $0 }
  table["x + 1"] = { $0 + 1 }
  table["x * 2"] = { $0 * 2 }
  table["x.sum()"] = { $0.sum() }
  table["x.t()"] = { $0.t() }
  table["x.relu()"] = { F.relu($0) }
  table["x - x"] = { $0 - $0 }
  table["x / 2"] = { $0 / 2 }
  table["x ** 2"] = { $0.pow(2) }
  table["x.exp()"] = { $0.exp() }
  table["x @ x.t()"] = { $0.matmul($0.t()) }
  table["x.mean()"] = { $0.mean() }
  table["x.reshape(-1)"] = { $0.reshape(-1) }
  table["x[0]"] = { $0[0] }
  table["x.detach()"] = { $0.detach() }
  table["(x + 1).double()"] = { ($0 + 1).double() }
  table["torch.softmax(x, 1)"] = { F.softmax($0, dim: 1) }
  table["torch.cat([x, x])"] = { Tensor.cat([$0, $0]) }
  table["x.log_softmax(-1)"] = { F.logSoftmax($0, dim: -1) }
  table["x > 0"] = { $0 .> 0 }
  table["x.max(1)[0]"] = { $0.max(dim: 1).values }
  table["-x"] = { -$0 }
  table["x.permute(1, 0)"] = { $0.permute(1, 0) }
  table["x.unsqueeze(0)"] = { $0.unsqueeze(0) }
  table["torch.nn.Parameter(x.detach())"] = { ParameterHolder($0.detach()).value }
  return table
}()

/// Makes a tensor a parameter, as a module does.
private final class ParameterHolder: Module {
  @Parameter var value: Tensor
  init(_ x: Tensor) { value = x }
}
