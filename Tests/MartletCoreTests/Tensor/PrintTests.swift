import Martlet
import MartletTestSupport
import Testing

/// The text of a tensor is PyTorch's, character by character.
@Suite struct PrintTests {
  /// Texts by PyTorch, with what they show.
  private static let texts: [(Tensor, String)] = [
    (Tensor(3.5), "tensor(3.5000)"),
    (Tensor(7), "tensor(7)"),
    (Tensor(true), "tensor(True)"),
    (Tensor(4.0), "tensor(4.)"),
    (Tensor(Double.nan), "tensor(nan)"),
    (Tensor(1.2345e-7), "tensor(1.2345e-07)"),
    (Tensor(6.5e12), "tensor(6.5000e+12)"),
    (Tensor(1.1, dtype: .bfloat16), "tensor(1.1016, dtype=torch.bfloat16)"),
    (Tensor.zeros(0), "tensor([])"),
    (Tensor([Int](), shape: [0]), "tensor([], dtype=torch.int64)"),
    (Tensor.zeros(0, 3), "tensor([], size=(0, 3))"),
    (Tensor.zeros([2, 0, 3], dtype: .bool), "tensor([], size=(2, 0, 3), dtype=torch.bool)"),
    (Tensor([1.0, 2, 3]), "tensor([1., 2., 3.])"),
    (Tensor([1.5, -2.25, 3]), "tensor([ 1.5000, -2.2500,  3.0000])"),
    (Tensor([1, -20, 300]), "tensor([  1, -20, 300])"),
    (Tensor([1, -2, 127], dtype: .int8), "tensor([  1,  -2, 127], dtype=torch.int8)"),
    (Tensor([true, false, true]), "tensor([ True, False,  True])"),
    (Tensor([0.1, 0.2, 1 / 3], dtype: .float64), "tensor([0.1000, 0.2000, 0.3333], dtype=torch.float64)"),
    (Tensor([1, Double.nan, .infinity, -.infinity]), "tensor([1., nan, inf, -inf])"),
    (Tensor([1.25, Double.nan, .infinity, -3.5]), "tensor([ 1.2500,     nan,     inf, -3.5000])"),
    (Tensor([1e-5, 1, 1e4]), "tensor([1.0000e-05, 1.0000e+00, 1.0000e+04])"),
    (Tensor([1e9, 2e9]), "tensor([1.0000e+09, 2.0000e+09])"),
    (Tensor([1.23e-5, 4.56e-5]), "tensor([1.2300e-05, 4.5600e-05])"),
    (Tensor([0.01, 5.5, 9.75]), "tensor([0.0100, 5.5000, 9.7500])"),
    (Tensor([0.0, 0, 0, 0]), "tensor([0., 0., 0., 0.])"),
    (Tensor([-0.0, 0]), "tensor([-0., 0.])"),
    (Tensor([0, 0.5, 0]), "tensor([0.0000, 0.5000, 0.0000])"),
    (Tensor([[1, -1_000_000], [22, 333]]), "tensor([[       1, -1000000],\n        [      22,      333]])"),
    (Tensor([[[1.0]]]), "tensor([[[1.]]])"),
    (Tensor.arange(8).view(2, 2, 2), "tensor([[[0, 1],\n         [2, 3]],\n\n        [[4, 5],\n         [6, 7]]])"),
    (Tensor.arange(12.0).view(3, 4).t(), "tensor([[ 0.,  4.,  8.],\n        [ 1.,  5.,  9.],\n        [ 2.,  6., 10.],\n        [ 3.,  7., 11.]])"),
    (Tensor.arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])"),
    (
      Tensor.arange(1200).view(300, 4),
      "tensor([[   0,    1,    2,    3],\n        [   4,    5,    6,    7],\n        [   8,    9,   10,   11],\n        ...,\n"
        + "        [1188, 1189, 1190, 1191],\n        [1192, 1193, 1194, 1195],\n        [1196, 1197, 1198, 1199]])"
    ),
    (
      Tensor.arange(0.0, 18, step: 1.5),
      "tensor([ 0.0000,  1.5000,  3.0000,  4.5000,  6.0000,  7.5000,  9.0000, 10.5000,\n        12.0000, 13.5000, 15.0000, 16.5000])"
    ),
  ]

  @Test(arguments: texts.indices) func isPyTorchs(_ i: Int) {
    let (x, text) = Self.texts[i]
    #expect("\(x)" == text)
  }

  @Test func showsHowATensorWasMade() {
    let x = Tensor([[1.5, 2.5], [3.5, 4.5]], requiresGrad: true)
    let rows = "tensor([[1.5000, 2.5000],\n        [3.5000, 4.5000]]"
    #expect("\(x)" == rows + ", requires_grad=True)")
    #expect("\(x.detach())" == rows + ")")
    for (y, name) in [
      (x + 0, "Add"), (x * 1, "Mul"), (x - 0, "Sub"), (x / 1, "Div"), (F.relu(x), "Relu"), (x.t().t(), "T"), (x.clone(), "Clone"),
      (x.permute(0, 1), "Permute"), (x.view(2, 2), "View"), (-(-x), "Neg"),
    ] { #expect("\(y)" == rows + ", grad_fn=<\(name)Backward0>)") }
    for (y, name) in [
      (x.sum(), "Sum"), (x.mean(), "Mean"), (x.pow(2), "Pow"), (x.exp(), "Exp"), (x.mm(x), "Mm"), (x[0], "Select"), (x.max(dim: 1).values, "Max"),
      (x.softmax(dim: 1), "Softmax"), (x.logSoftmax(dim: 1), "LogSoftmax"), (Tensor.cat([x, x]), "Cat"), (x.double(), "ToCopy"),
      (x.sigmoid(), "Sigmoid"), (x.abs(), "Abs"), (x.view(4), "View"), (x[0..<1], "Slice"),
    ] { #expect("\(y)".hasSuffix("grad_fn=<\(name)Backward0>)"), "\(y)") }
  }

  /// Print options belong to the whole process.
  @Test func optionsChangeIt() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([0.12345678, 10, 1000])
      setPrintOptions(precision: 2)
      #expect("\(x)" == "tensor([1.23e-01, 1.00e+01, 1.00e+03])")
      setPrintOptions(precision: 1, sciMode: false)
      #expect("\(x)" == "tensor([   0.1,   10.0, 1000.0])")
      resetPrintOptions()
      setPrintOptions(threshold: 5, edgeItems: 2)
      #expect("\(Tensor.arange(60.0) / 8)" == "tensor([0.0000, 0.1250,  ..., 7.2500, 7.3750])")
      resetPrintOptions()
      setPrintOptions(lineWidth: 20)
      #expect("\(Tensor.arange(5))" == "tensor([0, 1, 2, 3,\n        4])")
    }
  }
}
