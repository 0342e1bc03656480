import Martlet

private func R(_ shape: Int...) -> Tensor { Tensor.randn(shape) }
private func grad(_ shape: Int...) -> Tensor { Tensor.randn(shape, requiresGrad: true) }

extension Workload {
  static var dispatch: [Workload] { [
    Workload("dispatch/add_1", inner: 1000) {
      let x = R(1), y = R(1)
      return { use(x + y) }
    },
    Workload("dispatch/add_1_grad", inner: 1000) {
      let x = grad(1), y = R(1)
      return { use(x + y) }
    },
    Workload("dispatch/mul_add_sum_backward_8", inner: 200) {
      let x = R(8), w = grad(8), b = grad(8)
      return { ((x * w) + b).sum().backward() }
    },
    Workload("dispatch/linear_8", inner: 500) {
      let m = Linear(8, 8), x = R(8, 8)
      return { use(m(x)) }
    },
    Workload("dispatch/view_slice_transpose", inner: 500) {
      let x = R(16, 16)
      return { use(x.view(4, 4, 16)[1..<3].transpose(1, 2)) }
    },
  ] }

  static var elementwise: [Workload] {
    [("1M", 1 << 20), ("16M", 1 << 24)].map { tag, n in
      Workload("elementwise/add_\(tag)") {
        let x = R(n), y = R(n)
        return { use(x + y) }
      }
    }
    + [
      ("exp", { (x: Tensor) in x.exp() }), ("tanh", { $0.tanh() }), ("sigmoid", { $0.sigmoid() }), ("log1p", { $0.log1p() }),
      ("sqrt", { $0.sqrt() }),
    ].map { name, f in
      Workload("elementwise/\(name)_1M") {
        let x = Tensor.rand(1 << 20)
        return { use(f(x)) }
      }
    }
    + [
      Workload("elementwise/gelu_1M") {
        let x = R(1 << 20)
        return { use(F.gelu(x)) }
      },
      Workload("elementwise/broadcast_add_1024") {
        let x = R(1024, 1024), y = R(1024)
        return { use(x + y) }
      },
      Workload("elementwise/add_transposed_1024") {
        let x = R(1024, 1024), y = R(1024, 1024)
        return { use(x + y.t()) }
      },
      Workload("elementwise/chain6_1M") {
        let x = R(1 << 20), b = R(1 << 20), c = R(1 << 20)
        return { use((F.relu(x * b + c) * 2 - 1).tanh()) }
      },
      Workload("elementwise/chain6_1M_step") {
        let x = grad(1 << 20), b = grad(1 << 20), c = grad(1 << 20)
        return { (F.relu(x * b + c) * 2 - 1).tanh().sum().backward() }
      },
      Workload("elementwise/float_to_int64_1M") {
        let x = R(1 << 20) * 100
        return { use(x.to(.int64)) }
      },
      Workload("elementwise/where_1M") {
        let x = R(1 << 20), y = R(1 << 20)
        return { use(Tensor.where(x .> 0, x, y)) }
      },
    ]
  }

  static var index: [Workload] { [
    Workload("index/contiguous_transpose_1024") {
      let x = R(1024, 1024).t()
      return { use(x.contiguous()) }
    },
    Workload("index/permute_nchw_nhwc_32x64x56x56") {
      let x = R(32, 64, 56, 56).permute(0, 2, 3, 1)
      return { use(x.contiguous()) }
    },
    Workload("index/cat_8x128k") {
      let xs = (0..<8).map { _ in R(1 << 17) }
      return { use(Tensor.cat(xs)) }
    },
    Workload("index/select_rows_64k_of_100k_x64") {
      let x = R(100_000, 64), i = Tensor.randint(0, 100_000, [65536])
      return { use(x[i]) }
    },
    Workload("index/masked_select_1M") {
      let x = R(1 << 20)
      let m = x .> 0
      return { use(x[m]) }
    },
    Workload("index/sort_1M") {
      let x = R(1 << 20)
      return { use(x.sort().values) }
    },
    Workload("index/topk_100_of_1M") {
      let x = R(1 << 20)
      return { use(x.topk(100).values) }
    },
  ] }

  static var reduce: [Workload] { [
    Workload("reduce/sum_16M") {
      let x = R(1 << 24)
      return { use(x.sum()) }
    },
    Workload("reduce/sum_rows_1024x4096") {
      let x = R(1024, 4096)
      return { use(x.sum(dim: 1)) }
    },
    Workload("reduce/sum_cols_1024x4096") {
      let x = R(1024, 4096)
      return { use(x.sum(dim: 0)) }
    },
    Workload("reduce/argmax_rows_1024x4096") {
      let x = R(1024, 4096)
      return { use(x.argmax(dim: 1)) }
    },
    Workload("reduce/softmax_1024x4096") {
      let x = R(1024, 4096)
      return { use(F.softmax(x, dim: 1)) }
    },
    Workload("reduce/cross_entropy_step_1024x4096") {
      let x = grad(1024, 4096), y = Tensor.randint(0, 4096, [1024])
      return { F.crossEntropy(x, y).backward() }
    },
    Workload("reduce/var_mean_rows_1024x4096") {
      let x = R(1024, 4096)
      return { use(x.varMean(dim: 1).0) }
    },
    Workload("reduce/cumsum_rows_1024x4096") {
      let x = R(1024, 4096)
      return { use(x.cumsum(dim: 1)) }
    },
  ] }

  static var gemm: [Workload] {
    [32, 64, 128, 256, 512, 1024, 2048].map { n in
      Workload("gemm/\(n)", inner: max(1, 100_000 / (n * n))) {
        let x = R(n, n), y = R(n, n)
        return { use(x.matmul(y)) }
      }
    }
    + [
      Workload("gemm/1024_transposed_b") {
        let x = R(1024, 1024), y = R(1024, 1024)
        return { use(x.matmul(y.t())) }
      },
      Workload("gemm/1024_float64") {
        let x = R(1024, 1024).double(), y = R(1024, 1024).double()
        return { use(x.matmul(y)) }
      },
      Workload("gemm/1024_bfloat16") {
        let x = R(1024, 1024).bfloat16(), y = R(1024, 1024).bfloat16()
        return { use(x.matmul(y)) }
      },
      Workload("gemm/gemv_4096") {
        let x = R(4096, 4096), y = R(4096)
        return { use(x.matmul(y)) }
      },
      Workload("gemm/bmm_64x64x64x64", inner: 5) {
        let x = R(64, 64, 64), y = R(64, 64, 64)
        return { use(x.matmul(y)) }
      },
      Workload("gemm/linear_relu_step_128x784x512") {
        let m = Linear(784, 512), x = grad(128, 784)
        return { F.relu(m(x)).sum().backward() }
      },
    ]
  }

  static var random: [Workload] { [
    Workload("random/normal_16M") {
      let x = Tensor.empty(1 << 24)
      return { x.normal_() }
    },
    Workload("random/randperm_1M") { { use(Tensor.randperm(1 << 20)) } },
  ] }
}
