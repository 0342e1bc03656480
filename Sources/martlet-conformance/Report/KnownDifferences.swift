/// Why an operator that exists does not pass all of PyTorch's recorded cases; shown in docs/conformance.md.
let knownDifferences: [String: String] = [
  "as_strided_scatter":
    "PyTorch's gradient of the input is not zero where the input was overwritten; ours is",
  "i0": "at ±∞ PyTorch gives NaN, ours gives ∞, the function's limit",
  "special.i1": "at ±∞ PyTorch gives NaN, ours gives ±∞, the function's limit",
  "narrow": "`start` is an Int in Swift, so the refusal of a tensor that is no single integer has no counterpart",
  "nextafter": "float16 and bfloat16 are refused: the loop computes in float32, where the next number rounds back to the same one",
  "setitem": "a subscript takes one to six indices",
  "signal.windows.blackman": "where the formula gives 0, PyTorch's float32 terms leave −1.5e-8 and ours −1e-17",
  "type_promotion.remainder": "a 0-d float64 beside bfloat16 is not rounded to bfloat16 before the op",
]
