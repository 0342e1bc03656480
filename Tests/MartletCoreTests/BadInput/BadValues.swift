import Martlet

extension BadCall {
  static let dtypes = [
    BadCall("integer division by zero", ["div", "integer division by zero"]) { _ = Tensor([1, 2]).div(Tensor([1, 0]), roundingMode: .floor) },
    BadCall("integer remainder by zero", ["remainder", "integer division by zero"]) { _ = Tensor([1, 2]) % 0 },
    BadCall("result of another kind", ["add_", "float32", "int64"]) { Tensor([1, 2]).add_(Tensor([0.5, 0.5])) },
    BadCall("true division in place", ["div_", "float32", "int64"]) { Tensor([1, 2]).div_(2) },
    BadCall("matmul of two dtypes", ["mm", "float32", "float64"]) { _ = Tensor.zeros(2, 2).matmul(Tensor.zeros([2, 2], dtype: .float64)) },
    BadCall("mean of integers", ["mean", "floating-point", "int64"]) { _ = Tensor([1, 2]).mean() },
    BadCall("softmax of integers", ["softmax", "floating-point", "int64"]) { _ = F.softmax(Tensor([1, 2]), dim: 0) },
    BadCall("subtraction of bools", ["sub", "bool"]) { _ = Tensor([true]) - Tensor([false]) },
    BadCall("negation of bools", ["neg", "bool"]) { _ = -Tensor([true]) },
    BadCall("bits of floats", ["bitwise_and", "float32"]) { _ = Tensor([1.0]) .& Tensor([2.0]) },
    BadCall("condition that is no bool", ["where", "bool", "int64"]) { _ = Tensor.where(Tensor([1]), 1.0, 2.0) },
    BadCall("mask that is no bool", ["maskedSelect", "bool", "int64"]) { _ = Tensor([1.0]).maskedSelect(Tensor([1])) },
    BadCall("gradient of integers", ["requiresGrad_", "floating-point", "int64"]) { Tensor([1]).requiresGrad_() },
    BadCall("isclose of two dtypes", ["isclose", "float32", "float64"]) { _ = Tensor([1.0]).allClose(Tensor([1.0], dtype: .float64)) },
    BadCall("integers to a negative power", ["pow", "-1"]) { _ = Tensor([2]).pow(-1) },
  ]

  static let indices = [
    BadCall("index out of range", ["3", "dim 0", "size 3"]) { _ = Tensor([1, 2, 3])[3] },
    BadCall("negative index out of range", ["-4", "dim 0", "size 3"]) { _ = Tensor([1, 2, 3])[-4] },
    BadCall("too many indices", ["index", "3", "2 dimensions", "[2, 2]"]) { _ = Tensor.zeros(2, 2)[0, 0, 0] },
    BadCall("two ellipses", ["index", "single ellipsis"]) { _ = Tensor.zeros(2, 2)[.ellipsis, .ellipsis] },
    BadCall("index tensor out of range", ["index", "5", "dim 1", "size 3", "-3…2"]) { _ = Tensor.zeros(2, 3)[.all, Tensor([0, 5])] },
    BadCall("index of floats", ["index", "integers or bool", "float32"]) { _ = Tensor.zeros(2)[Tensor([0.0])] },
    BadCall("mask of the wrong shape", ["index", "[3]", "[2, 3]"]) { _ = Tensor.zeros(2, 3)[Tensor([true, false, true])] },
    BadCall("index tensors that do not broadcast", ["index", "[2]", "[3]"]) { _ = Tensor.zeros(4, 4)[Tensor([0, 1]), Tensor([0, 1, 2])] },
    BadCall("value of the wrong shape", ["[3]", "[2]"]) { Tensor.zeros(4)[0..<2] = Tensor.zeros(3) },
    BadCall("value for a mask", ["index", "[3]", "[2]"]) { let x = Tensor([1.0, 2, 3]); x[x .> 1] = Tensor.zeros(3) },
    BadCall("step of zero", ["slice", "positive", "0"]) { _ = Tensor.zeros(4)[.step(0, 4, 0)] },
    BadCall("indexSelect", ["indexSelect", "4", "dim 0", "3"]) { _ = Tensor.zeros(3).indexSelect(dim: 0, index: Tensor([4])) },
    BadCall("gather", ["gather", "3", "dim 1", "3"]) { _ = Tensor.zeros(2, 3).gather(dim: 1, index: Tensor([[3]])) },
    BadCall("scatter", ["scatter", "-1"]) { Tensor.zeros(3).scatter_(dim: 0, index: Tensor([-1]), value: 1) },
    BadCall("select", ["select", "2", "dim 1", "size 2"]) { _ = Tensor.zeros(2, 2).select(dim: 1, index: 2) },
  ]

  static let settings = [
    BadCall("arange", ["arange", "wrong way"]) { _ = Tensor.arange(5, 0, step: 1) },
    BadCall("randint", ["randint", "low < high", "3", "3"]) { _ = Tensor.randint(3, 3, [2]) },
    BadCall("dropout", ["dropout", "0…1", "1.5"]) { _ = F.dropout(Tensor.ones(2), p: 1.5) },
    BadCall("clamp", ["clamp", "min and max"]) { _ = Tensor.ones(2).clamp() },
    BadCall("device", ["cuda:0", "not available"]) { _ = Tensor.ones(2).cuda() },
    BadCall("threads", ["setNumThreads", "0"]) { setNumThreads(0) },
    BadCall("generator state", ["setState"]) { Generator(seed: 1, kind: .torch).setState([1, 2, 3]) },
  ]
}
