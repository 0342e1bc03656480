import Martlet
import Testing

/// The text of a module is PyTorch's (2.15), character by character.
@Suite struct ModulePrintTests {
  @Test func layers() {
    let lines: [(Module, String)] = [
      (Linear(3, 5), "Linear(in_features=3, out_features=5, bias=True)"),
      (Conv2d(1, 6, kernelSize: 5, padding: 2), "Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))"),
      (
        Conv2d(6, 16, kernelSize: [5, 3], stride: [2, 1], padding: [2, 1], groups: 2, bias: false),
        "Conv2d(6, 16, kernel_size=(5, 3), stride=(2, 1), padding=(2, 1), groups=2, bias=False)"
      ),
      (Conv2d(1, 2, kernelSize: 3, padding: .same, dilation: 2), "Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1), padding=same, dilation=(2, 2))"),
      (
        MaxPool2d(3, stride: 2, padding: 1, ceilMode: true),
        "MaxPool2d(kernel_size=3, stride=2, padding=1, dilation=1, ceil_mode=True)"
      ),
      (AvgPool2d(3, stride: [2, 1], padding: 1), "AvgPool2d(kernel_size=3, stride=(2, 1), padding=1)"),
      (AvgPool2d([2, 3]), "AvgPool2d(kernel_size=(2, 3), stride=(2, 3), padding=0)"),
      (AdaptiveAvgPool2d(7), "AdaptiveAvgPool2d(output_size=7)"),
      (AdaptiveAvgPool2d([1, 1]), "AdaptiveAvgPool2d(output_size=(1, 1))"),
      (Flatten(), "Flatten(start_dim=1, end_dim=-1)"),
      (Flatten(startDim: 0, endDim: 1), "Flatten(start_dim=0, end_dim=1)"),
      (ReLU(), "ReLU()"),
      (ReLU(inplace: true), "ReLU(inplace=True)"),
      (Dropout(0.25), "Dropout(p=0.25, inplace=False)"),
      (
        BatchNorm2d(3, eps: 1e-3, trackRunningStats: false),
        "BatchNorm2d(3, eps=0.001, momentum=0.1, affine=True, bias=True, track_running_stats=False)"
      ),
      (
        BatchNorm2d(4, momentum: nil, affine: false),
        "BatchNorm2d(4, eps=1e-05, momentum=None, affine=False, bias=False, track_running_stats=True)"
      ),
      (CrossEntropyLoss(), "CrossEntropyLoss()"), (MSELoss(), "MSELoss()"), (NLLLoss(), "NLLLoss()"),
      (Sequential(), "Sequential()"), (ModuleList(), "ModuleList()"),
    ]
    for (module, text) in lines { #expect("\(module)" == text) }
  }

  final class Block: Module, Layer {
    let norm: BatchNorm2d
    let body: Sequential
    init(_ n: Int) {
      norm = BatchNorm2d(n)
      body = Sequential(Linear(n, n), ReLU(inplace: true))
    }
    func forward(_ x: Tensor) -> Tensor { body(norm(x)) }
  }

  final class Net: Module {
    let convLayers: [any Layer] = [Conv2d(1, 2, kernelSize: 3, padding: .same), Block(4)]
    let heads = ModuleDict(["a": Linear(2, 3), "b": Sequential()])
    let loss = CrossEntropyLoss()
    @Parameter var scale = Tensor.ones(1)
  }

  @Test func trees() {
    #expect(
      "\(Net())" == """
        Net(
          (conv_layers): ModuleList(
            (0): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1), padding=same)
            (1): Block(
              (norm): BatchNorm2d(4, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
              (body): Sequential(
                (0): Linear(in_features=4, out_features=4, bias=True)
                (1): ReLU(inplace=True)
              )
            )
          )
          (heads): ModuleDict(
            (a): Linear(in_features=2, out_features=3, bias=True)
            (b): Sequential()
          )
          (loss): CrossEntropyLoss()
        )
        """)
  }

  /// Equal modules in a row are folded, as PyTorch's ModuleList does.
  @Test func repeatedModulesOfAList() {
    #expect(
      "\(ModuleList([Linear(2, 2), Linear(2, 2), ReLU()]))" == """
        ModuleList(
          (0-1): 2 x Linear(in_features=2, out_features=2, bias=True)
          (2): ReLU()
        )
        """)
  }
}
