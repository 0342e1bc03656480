import Martlet

func addMatMul(_ t: inout OpTable) {
  t.op("matmul(input, other)") { $0.x.matmul($0.y) }
  t.op("__rmatmul__(input, other)") { $0.y.matmul($0.x) }
  t.op("mm(input, mat2)") { $0.x.mm($0.y) }
  t.op("bmm(input, mat2)") { $0.x.bmm($0.y) }
  t.op("mv(input, vec)") { $0.x.mv($0.y) }
  t.op("dot(input, tensor)") { $0.x.dot($0.y) }
  t.op("vdot(input, other)") { $0.x.vdot($0.y) }
  t.op("addmm(input, mat1, mat2, beta, alpha)") {
    $0.x.addmm($0.y, $0.tensor("mat2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  } inPlace: {
    $0.x.addmm_($0.y, $0.tensor("mat2"), beta: $0.number("beta", .int(1)), alpha: $0.number("alpha", .int(1)))
  }
  t.op("nn.functional.linear(input, weight, bias)") { F.linear($0.x, $0.y, $0.optionalTensor("bias")) }
}
