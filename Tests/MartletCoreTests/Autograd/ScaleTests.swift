import Martlet
import MartletTestSupport
import Testing

/// Graphs that are very deep, and loops that are very long. In processes of their own, where nothing else makes tensors.
@Suite struct ScaleTests {
  /// A recursion as deep as the graph would end the process with a stack overflow.
  @Test func aChainOfAMillionOps() async {
    await #expect(processExitsWith: .success) {
      let before = LiveTensors.count
      do {
        let x = Tensor(1.0, requiresGrad: true)
        var y = x
        for _ in 0..<1_000_000 { y = y + 1 }
        y.backward()
        #expect(x.grad?.item() == 1)
      }
      #expect(LiveTensors.count == before)
    }
  }

  @Test func aChainOfAMillionOpsThatIsNeverRun() async {
    await #expect(processExitsWith: .success) {
      let before = LiveTensors.count
      do {
        var y = Tensor([1.0, 2], requiresGrad: true)
        for i in 0..<1_000_000 { y = i % 2 == 0 ? y * y : y.clamp(min: 0) }
        #expect(y.requiresGrad)
      }
      #expect(LiveTensors.count == before)
    }
  }

  /// In-place ops chain nodes on one tensor.
  @Test func aHundredThousandChangesInPlace() async {
    await #expect(processExitsWith: .success) {
      let x = Tensor([1.0, 2, 3], requiresGrad: true)
      let y = x * 1
      for i in 0..<100_000 { y[i % 3].add_(1) }
      y.sum().backward()
      #expect(x.grad?.equal(Tensor([1.0, 1, 1])) == true)
    }
  }

  @Test func tenThousandStepsLeaveNothingBehind() async {
    await #expect(processExitsWith: .success) {
      let net = Sequential(
        Conv2d(1, 4, kernelSize: 3, padding: 1), BatchNorm2d(4), ReLU(), MaxPool2d(2), Flatten(), Dropout(0.1), Linear(64, 32),
        ReLU(), Linear(32, 10))
      let opt = Adam(net.parameters(), lr: 1e-3)
      let x = sample(8, 1, 8, 8), y = Tensor([0, 1, 2, 3, 4, 5, 6, 7])
      func train(_ steps: Int) {
        for _ in 0..<steps {
          opt.zeroGrad()
          F.crossEntropy(net(x), y).backward()
          opt.step()
        }
      }
      train(100)
      let tensors = LiveTensors.count, inUse = Memory.inUse, resident = try residentBytes()
      train(9900)
      #expect(LiveTensors.count == tensors)
      #expect(Memory.inUse == inUse)
      if let sanitizer = runningSanitizer { return print("resident memory is not checked under the \(sanitizer) sanitizer") }
      let growth = try residentBytes() - resident
      #expect(growth < 4 << 20, "resident memory grew by \(growth) bytes")
    }
  }

  /// A graph that holds itself through a hook or a saved output would never be freed.
  @Test func graphsAreFreedWithoutABackwardPass() async {
    await #expect(processExitsWith: .success) {
      let before = LiveTensors.count
      for _ in 0..<10 {
        let x = sample(4, 4).requiresGrad_()
        let y = x.exp().sigmoid().softmax(dim: 1)
        y.registerHook { g in g * 2 }
        x.registerHook { _ in nil }
        let z = F.layerNorm(y.matmul(x), [4]).var()
        let g = grad(of: [z], wrt: [x], createGraph: true)[0]
        _ = g.sum() + y[0].sum()
      }
      #expect(LiveTensors.count == before, "\(LiveTensors.count - before) tensors are left")
    }
  }
}
