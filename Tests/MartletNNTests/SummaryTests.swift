import Martlet
import Testing

/// The table of layers, in torchkeras' form.
@Suite struct SummaryTests {
  @Test func table() {
    let net = Sequential(Conv2d(1, 6, kernelSize: 5, padding: 2), ReLU(), MaxPool2d(2), Flatten(), Sequential(Linear(1176, 10)))
    (net[0] as! Conv2d).requiresGrad_(false)
    let s = summary(net, input: Tensor.randn(2, 1, 28, 28), verbose: false)
    #expect(s.rows.map(\.name) == ["Conv2d-1", "ReLU-2", "MaxPool2d-3", "Flatten-4", "Linear-5"] && s.rows.map(\.depth) == [1, 1, 1, 1, 2])
    #expect(s.rows[2].outputShape == [-1, 6, 14, 14] && s.rows[4].parameters == 11_770)
    #expect(s.totalParameters == 11_926 && s.trainableParameters == 11_770 && s.nonTrainableParameters == 156)
    #expect(s.flops == 2 * (6 * 28 * 28 * 25 + 1176 * 10), "two samples")
    let lines = "\(s)".split(separator: "\n").map(String.init)
    #expect(lines[1] == "Layer (type)                            Output Shape              Param #")
    #expect(lines[3] == "Conv2d-1                             [-1, 6, 28, 28]                  156")
    // Per sample: 2 · 4 · (2 · 4704 + 1176 + 1176 + 10) bytes.
    #expect(lines.contains("Total params: 11,926") && lines.contains("Forward/backward pass size (MB): 0.089798"))
    #expect(lines.contains("Input size (MB): 0.005981") && lines.contains("Params size (MB): 0.045494"))
    #expect(net[0].stateDict().count == 2 && net(Tensor.zeros(1, 1, 28, 28)).requiresGrad)
  }

  final class Two: Module {
    let a = Linear(3, 4), b = Linear(5, 4)
    func callAsFunction(_ x: Tensor, _ y: Tensor) -> Tensor { a(x).matmul(b(y).t()) }
  }

  @Test func severalInputs() {
    let net = Two()
    let s = summary(net, inputs: [Tensor.ones(2, 3), Tensor.ones(6, 5)], verbose: false) { net($0[0], $0[1]) }
    #expect(s.rows.count == 2 && s.flops == 2 * 3 * 4 + 6 * 5 * 4 + 2 * 4 * 6)
  }

  @Test func countingOps() {
    let x = Tensor.ones([2, 3, 8, 8], dtype: .float64)
    #expect(countFlops { F.conv2d(x, Tensor.ones([4, 3, 3, 3], dtype: .float64)) }.flops == 2 * 4 * 36 * 27, "through matrix products")
    #expect(countFlops { F.convTranspose2d(x.float(), Tensor.ones(3, 4, 2, 2), stride: 2) }.flops == 2 * 3 * 64 * 16)
    #expect(countFlops { Tensor.ones(5).dot(Tensor.ones(5)) }.flops == 5)
  }
}
