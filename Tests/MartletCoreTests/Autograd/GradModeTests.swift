import Martlet
import Testing

/// Whether ops are recorded.
@Suite struct GradModeTests {
  private let x = Tensor([1.0, 2], requiresGrad: true)

  @Test func nests() {
    #expect(isGradEnabled())
    noGrad {
      #expect(!isGradEnabled() && !(x * 2).requiresGrad)
      enableGrad {
        #expect((x * 2).requiresGrad)
        noGrad { #expect(!(x * 2).requiresGrad) }
        #expect(isGradEnabled())
      }
      #expect(!isGradEnabled())
    }
    #expect((x * 2).requiresGrad)
  }

  @Test func givesBackWhatItsBodyGives() {
    let (a, b) = noGrad { (x + 1, 7) }
    #expect(a.toArray(Double.self) == [2, 3] && b == 7)
    #expect(setGradEnabled(false) { x * 2 }.requiresGrad == false)
    #expect(setGradEnabled(true) { x * 2 }.requiresGrad)
  }

  @Test func isRestoredAfterAnError() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try noGrad { throw Stop() } }
    #expect(isGradEnabled())
  }

  @Test func belongsToItsTask() async {
    await withTaskGroup(of: Bool.self) { group in
      for i in 0..<8 {
        group.addTask { [x] in
          i % 2 == 0 ? noGrad { !(x * 2).requiresGrad } : (x * 2).requiresGrad
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test func inferenceMode() {
    let y = Martlet.inferenceMode { x * 2 }
    #expect(!y.requiresGrad && y.toArray(Double.self) == [2, 4])
  }

  /// Many threads may run forward and backward passes at the same time.
  @Test func backwardPassesRunConcurrently() async {
    await withTaskGroup(of: Double.self) { group in
      for i in 1...16 {
        group.addTask {
          let w = Tensor.ones(50, 50, requiresGrad: true)
          for _ in 0..<20 { (w.matmul(w) * Double(i)).sum().backward() }
          return w.grad!.sum().item() / (20 * Double(i))
        }
      }
      for await total in group { #expect(abs(total - 2 * 50 * 50 * 50) < 1) }
    }
  }
}
