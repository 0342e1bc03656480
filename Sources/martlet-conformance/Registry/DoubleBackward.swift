import Martlet

/// Ops whose result is a gradient that can be differentiated again.
func addDoubleBackward(_ t: inout OpTable) {
  t.op("double_backward.conv2d(x, w)") { a in gradient(of: F.conv2d(a.x, a.y).pow(2).sum(), a.x) }
  t.op("double_backward.cross_entropy(x, target)") { a in gradient(of: F.crossEntropy(a.x, a.y), a.x) }
  t.op("double_backward.cumsum_index(x)") { a in gradient(of: a.x.cumsum(dim: 0)[1...].pow(2).sum(), a.x) }
  t.op("double_backward.div(x, y)") { a in gradient(of: (a.y / a.x).sum(), a.x) }
  t.op("double_backward.exp_mul(x)") { a in gradient(of: (a.x.exp() * a.x).sum(), a.x) }
  t.op("double_backward.gelu(x)") { a in gradient(of: F.gelu(a.x).sum(), a.x) }
  t.op("double_backward.layer_norm(x, w)") { a in gradient(of: (F.layerNorm(a.x, [5]) * a.y).sum(), a.x) }
  t.op("double_backward.log_softmax(x, w)") { a in gradient(of: (F.logSoftmax(a.x, dim: -1) * a.y).sum(), a.x) }
  t.op("double_backward.matmul(x, w)") { a in gradient(of: a.x.matmul(a.y).pow(2).sum(), a.x) }
  t.op("double_backward.norm(x)") { a in gradient(of: a.x.norm(), a.x) }
  t.op("double_backward.pow3(x)") { a in gradient(of: a.x.pow(3).sum(), a.x) }
  t.op("double_backward.sigmoid(x)") { a in gradient(of: a.x.sigmoid().sum(), a.x) }
  t.op("double_backward.sin(x)") { a in gradient(of: a.x.sin().sum(), a.x) }
  t.op("double_backward.softmax(x, w)") { a in gradient(of: (F.softmax(a.x, dim: -1) * a.y).sum(), a.x) }
  t.op("double_backward.sqrt(x)") { a in gradient(of: a.x.sqrt().sum(), a.x) }
  t.op("double_backward.tanh(x)") { a in gradient(of: a.x.tanh().sum(), a.x) }
  t.op("double_backward.var(x, w)") { a in gradient(of: (a.x.var(dim: -1) * a.y).sum(), a.x) }
}

private func gradient(of y: Tensor, _ x: Tensor) -> Tensor { grad(of: [y], wrt: [x], createGraph: true)[0] }
