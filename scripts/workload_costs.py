"""What each workload of the benchmark has to compute and to move at least: for the column of physical limits in docs/performance.md.

Arithmetic counts the multiplications and additions of matrix products, convolutions and attention (a step is three times its forward pass,
less the gradient of an input that needs none); elementary functions count nothing. Memory counts each operand once for every time that it has to be
read or written if everything in between stayed in registers: results are written, gradients that accumulate are read and written.
"""
from dataclasses import dataclass

FLOAT = 4
MEBI = 1 << 20


@dataclass(frozen=True)
class Work:
    flops: float = 0
    dtype: str = "float32"
    moved: float = 0  # bytes
    resident: float = 0  # bytes of all operands: they decide from which memory they come
    pattern: str = "map"  # of limits.c: the pass with as many streams

    def seconds(self, limits):
        """The larger of what arithmetic and memory need; None without either."""
        # Half of a usual last-level cache a core and a little more; beyond, passes reach memory.
        place = "cache" if self.resident <= 24 * MEBI else "memory"
        arithmetic = self.flops / limits[self.dtype] / 1e9 if self.flops else 0
        memory = self.moved / limits[place][self.pattern] / 1e9 if self.moved else 0
        return max(arithmetic, memory) or None


def stream(pattern, moved, resident=None):
    return Work(moved=moved, resident=moved if resident is None else resident, pattern=pattern)


def product(m, n, k, dtype="float32", bytes_each=FLOAT):
    size = bytes_each * (m * k + k * n + m * n)
    return Work(flops=2 * m * n * k, dtype=dtype, moved=size, resident=size, pattern="read")


def linear_step(rows, inputs, outputs, input_gradient=True):
    return 2 * rows * inputs * outputs * (3 if input_gradient else 2)


def attention_forward(batch, times, width, causal):
    """QKᵀ and PV; a causal mask leaves half of the pairs (and half of the diagonal)."""
    pairs = times * (times + 1) / 2 if causal else times * times
    return 2 * 2 * batch * pairs * width


def convolution(batch, inputs, outputs, kernel, positions, groups=1):
    return 2 * batch * positions * outputs * (inputs // groups) * kernel


def convolutions():
    cases = {  # batch, in, out, kernel positions, output positions, groups, input positions
        "mnist_64x1x28_16_k3s2": (64, 1, 16, 9, 14 * 14, 1, 28 * 28),
        "lenet_128x6x14_16_k5": (128, 6, 16, 25, 10 * 10, 1, 14 * 14),
        "resnet_8x64x56_64_k3": (8, 64, 64, 9, 56 * 56, 1, 56 * 56),
        "pointwise_8x256x28_128": (8, 256, 128, 1, 28 * 28, 1, 28 * 28),
        "depthwise_8x64x56_k3": (8, 64, 64, 9, 56 * 56, 64, 56 * 56),
        "dilated_8x64x28_k3d2": (8, 64, 64, 9, 28 * 28, 1, 28 * 28),
        "stem_8x3x224_64_k7s2": (8, 3, 64, 49, 112 * 112, 1, 224 * 224),
        # A stride of 2 with a kernel of 4 leaves four taps for each output.
        "transpose_8x64x28_32_k4s2": (8, 64, 32, 4, 56 * 56, 1, 28 * 28),
        "conv1d_32x64x512_64_k3": (32, 64, 64, 3, 512, 1, 512),
        "conv3d_2x16x16x32x32_16_k3": (2, 16, 16, 27, 16 * 32 * 32, 1, 16 * 32 * 32),
    }
    work = {}
    for name, (batch, inputs, outputs, kernel, positions, groups, in_positions) in cases.items():
        flops = convolution(batch, inputs, outputs, kernel, positions, groups)
        x, y = FLOAT * batch * inputs * in_positions, FLOAT * batch * outputs * positions
        work[f"conv/{name}_forward"] = Work(flops=flops, moved=x + y, resident=x + y)
        # The gradient of a sum is one number, so dy moves nothing; x is read again, and its gradient read and written.
        work[f"conv/{name}_step"] = Work(flops=3 * flops, moved=4 * x + y, resident=2 * x + y)
    return work


def recurrent():
    work = {}
    for kind, gates in (("lstm", 4), ("gru", 3), ("rnn", 1)):
        small = 3 * 2 * 8 * 200 * gates * 32 * (64 + 32)
        large = 3 * 2 * 32 * 64 * gates * 256 * (256 + 256) * 2
        work[f"rnn/{kind}_8x200x64_32_step"] = Work(flops=small)
        work[f"rnn/{kind}_32x64x256_256_l2_step"] = Work(flops=large)
    return work


def resnet18(batch):
    """Two convolutions to a block, four stages; the first convolution needs no gradient of its input."""
    flops, channels, side = convolution(batch, 3, 64, 9, 32 * 32) * 2, 64, 32
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        side //= stride
        positions = side * side
        flops += 3 * convolution(batch, channels, outputs, 9, positions)
        flops += 3 * 3 * convolution(batch, outputs, outputs, 9, positions)
        if channels != outputs:
            flops += 3 * convolution(batch, channels, outputs, 1, positions)
        channels = outputs
    return flops + linear_step(batch, 512, 10)


def training():
    rows = 16 * 128
    gpt = 4 * (linear_step(rows, 256, 768) + linear_step(rows, 256, 256) + 2 * linear_step(rows, 256, 1024))
    gpt += linear_step(rows, 256, 1000) + 4 * 3 * attention_forward(16, 128, 256, causal=True)
    mnist = 2 * convolution(64, 1, 16, 9, 14 * 14) + 3 * convolution(64, 16, 16, 9, 7 * 7) + 3 * convolution(64, 16, 10, 9, 4 * 4)
    lenet = 2 * convolution(128, 1, 6, 9, 28 * 28) + 3 * convolution(128, 6, 16, 25, 10 * 10)
    lenet += linear_step(128, 400, 120) + linear_step(128, 120, 84) + linear_step(128, 84, 10)
    mlp = linear_step(128, 784, 512, False) + linear_step(128, 512, 512) + linear_step(128, 512, 10)
    parameters = 10000 * 64 + 4 * 128 * (64 + 128 + 2) + 128 * 2 + 2
    text = 3 * 2 * 32 * 100 * 4 * 128 * (64 + 128)
    return {
        "train/logistic_64x784": Work(flops=linear_step(64, 784, 10, False)),
        "train/mlp_128x784_512_512_10": Work(flops=mlp),
        "train/mnist_cnn_64": Work(flops=mnist),
        "train/lenet_128": Work(flops=lenet),
        "train/focal_net_100x2": Work(flops=linear_step(100, 2, 4, False) + linear_step(100, 4, 8) + linear_step(100, 8, 1)),
        "train/resnet18_cifar_16": Work(flops=resnet18(16)),
        "train/gpt_4l_256_16x128": Work(flops=gpt),
        # Adam's seven transfers for each parameter, most of which are the words' embeddings.
        "train/lstm_text_32x100": Work(flops=text, moved=7 * FLOAT * parameters, resident=4 * FLOAT * parameters, pattern="two_moments"),
    }


def others():
    million, rows = MEBI * FLOAT, 1024 * 4096 * FLOAT
    picture, small_picture, text = 32 * 64 * 56 * 56 * FLOAT, 32 * 64 * 28 * 28 * FLOAT, 32 * 128 * 512 * FLOAT
    unary = ("exp", "tanh", "sigmoid", "log1p", "sqrt", "gelu")
    work = {f"elementwise/{op}_1M": stream("map", 2 * million) for op in unary}
    work |= {f"gemm/{n}": product(n, n, n) for n in (32, 64, 128, 256, 512, 1024, 2048)}
    parameters = 10_000_000 * FLOAT
    work |= {
        "elementwise/add_1M": stream("add", 3 * million),
        "elementwise/add_16M": stream("add", 48 * million),
        "elementwise/broadcast_add_1024": stream("map", 2 * million),
        "elementwise/add_transposed_1024": stream("add", 3 * million),
        "elementwise/chain6_1M": stream("add", 4 * million),
        "elementwise/chain6_1M_step": stream("add", 9 * million, 6 * million),
        "elementwise/float_to_int64_1M": stream("map", 3 * million),
        "elementwise/where_1M": stream("add", 3 * million),
        "index/contiguous_transpose_1024": stream("map", 2 * million),
        "index/permute_nchw_nhwc_32x64x56x56": stream("map", 2 * picture),
        "index/cat_8x128k": stream("map", 2 * million),
        "index/select_rows_64k_of_100k_x64": stream("map", 2 * 65536 * 64 * FLOAT + 65536 * 8, 165536 * 64 * FLOAT),
        "index/masked_select_1M": stream("map", 1.5 * million + MEBI),
        "index/sort_1M": stream("map", 4 * million),
        "index/topk_100_of_1M": stream("read", million),
        "reduce/sum_16M": stream("read", 16 * million),
        "reduce/sum_rows_1024x4096": stream("read", rows),
        "reduce/sum_cols_1024x4096": stream("read", rows),
        "reduce/argmax_rows_1024x4096": stream("read", rows),
        "reduce/softmax_1024x4096": stream("map", 2 * rows),
        "reduce/cross_entropy_step_1024x4096": stream("add", 3 * rows, 2 * rows),
        "reduce/var_mean_rows_1024x4096": stream("read", rows),
        "reduce/cumsum_rows_1024x4096": stream("map", 2 * rows),
        "gemm/1024_transposed_b": product(1024, 1024, 1024),
        "gemm/1024_float64": product(1024, 1024, 1024, "float64", 8),
        "gemm/1024_bfloat16": product(1024, 1024, 1024, "bfloat16", 2),
        "gemm/gemv_4096": product(4096, 1, 4096),
        "gemm/bmm_64x64x64x64": Work(flops=64 * 2 * 64**3),
        "gemm/linear_relu_step_128x784x512": Work(flops=linear_step(128, 784, 512)),
        # x, y, and x's gradient read and written
        "pool/max_32x64x56_step": stream("map", 3.25 * picture, 2.25 * picture),
        "pool/avg_32x64x56_step": stream("map", 3.25 * picture, 2.25 * picture),
        "pool/adaptive_avg_32x64x56_step": stream("map", 3 * picture, 2 * picture),
        "norm/batchnorm2d_32x64x28_step": stream("map", 6 * small_picture, 3 * small_picture),
        "norm/layernorm_32x128x512_step": stream("map", 5 * text, 3 * text),
        "norm/groupnorm8_32x64x28_step": stream("map", 5 * small_picture, 3 * small_picture),
        "norm/dropout_1M_step": stream("map", 4 * million, 3 * million),
        "attention/mha_8x200x64_h8_step": Work(flops=4 * linear_step(1600, 64, 64) + 3 * attention_forward(8, 200, 64, False)),
        "attention/encoder_layer_16x128x256_h8_step": Work(
            flops=4 * linear_step(2048, 256, 256) + 2 * linear_step(2048, 256, 1024) + 3 * attention_forward(16, 128, 256, False)),
        # The rows that are asked for and the result, then the whole gradient, mostly zero.
        "embedding/32x128_of_10000x256_step": stream("write", (2 * 4096 + 10000) * 256 * FLOAT, (4096 + 2 * 10000) * 256 * FLOAT),
        "optim/sgd_momentum_10M": stream("momentum", 5 * parameters),
        "optim/rmsprop_10M": stream("momentum", 5 * parameters),
        "optim/adam_10M": stream("two_moments", 7 * parameters),
        "optim/adamw_10M": stream("two_moments", 7 * parameters),
        "random/normal_16M": stream("write", 16 * million),
        "random/randperm_1M": stream("write", 2 * million),
    }
    for times in (512, 2048):
        work[f"attention/sdpa_causal_4x8x{times}x64_step"] = Work(flops=3 * attention_forward(4, times, 8 * 64, True))
    return work


COSTS = others() | convolutions() | recurrent() | training()
