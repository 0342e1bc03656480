/// Why an operator that exists does not pass all of PyTorch's recorded cases; shown in docs/conformance.md.
let knownDifferences: [String: String] = [
  "as_strided_scatter":
    "PyTorch swaps the two parts of the input's gradient: it is zero where the input was kept and the result's where it was overwritten",
  "narrow": "`start` is an Int in Swift, so the refusal of a tensor that is no single integer has no counterpart",
  "setitem": "a subscript takes one to six indices",
  "signal.windows.blackman": "where the formula gives 0, PyTorch's float32 terms leave −1.5e-8 and ours −1e-17",
]
