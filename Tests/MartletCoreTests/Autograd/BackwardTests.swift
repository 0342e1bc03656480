import Martlet
import Testing

/// `backward()` and what it leaves in `grad`.
@Suite struct BackwardTests {
  @Test func accumulatesIntoLeaves() throws {
    let w = Tensor([1.0, 2, 3], requiresGrad: true)
    (w * w).sum().backward()
    #expect(try #require(w.grad).equal(Tensor([2.0, 4, 6])))
    w.sum().backward()
    #expect(try #require(w.grad).equal(Tensor([3.0, 5, 7])))
    w.grad = nil
    #expect(w.grad == nil)
  }

  @Test func addsUpThePathsOfATensorUsedTwice() throws {
    let x = Tensor(3.0, requiresGrad: true)
    let y = x * x
    (y * y + y * 2 + x).backward()  // x⁴ + 2x² + x
    #expect(try #require(x.grad).item() == 4 * 27 + 4 * 3 + 1)
  }

  @Test func takesTheGradientOfItsTensor() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    (x * x).backward(gradient: Tensor([10.0, 100]))
    #expect(try #require(x.grad).equal(Tensor([20.0, 400])))
  }

  @Test func keepsTheGraphWhenAsked() throws {
    let x = Tensor(2.0, requiresGrad: true)
    let y = x.exp() * x
    y.backward(retainGraph: true)
    let once = try #require(x.grad).item()
    y.backward()
    #expect(try #require(x.grad).item() == 2 * once)
  }

  @Test func recordsItselfWithCreateGraph() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    x.pow(3).sum().backward(createGraph: true)
    let first = try #require(x.grad)
    #expect(first.requiresGrad)
    x.grad = nil
    first.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([6.0, 12])))
  }

  @Test func leavesAndTheirNodes() {
    let x = Tensor([1.0], requiresGrad: true), constant = Tensor([1.0])
    let y = x * 2
    #expect(x.isLeaf && constant.isLeaf && !y.isLeaf)
    #expect(x.requiresGrad && !constant.requiresGrad && y.requiresGrad)
    #expect(x.gradFn == nil && y.gradFn?.name == "MulBackward0")
    #expect(!(constant + 1).requiresGrad && (constant + 1).isLeaf)
    #expect(!(x .> 0).requiresGrad && !x.argmax().requiresGrad)
  }

  @Test func aGradientHasTheDtypeOfItsLeaf() throws {
    let half = Tensor([1.0, 2], dtype: .float16, requiresGrad: true)
    let single = Tensor([3.0, 4], requiresGrad: true)
    (half * single).sum().backward()
    #expect(try #require(half.grad).dtype == .float16)
    #expect(try #require(half.grad).equal(Tensor([3.0, 4], dtype: .float16)))
    #expect(try #require(single.grad).dtype == .float32)
  }

  /// The gradients of two leaves must not be one tensor, even where they are equal.
  @Test func gradientsDoNotShareMemory() throws {
    let a = Tensor([1.0, 2], requiresGrad: true), b = Tensor([3.0, 4], requiresGrad: true)
    let seed = Tensor([1.0, 1])
    (a + b).backward(gradient: seed)
    try #require(a.grad).zero_()
    #expect(try #require(b.grad).equal(Tensor([1.0, 1])))
    #expect(seed.equal(Tensor([1.0, 1])))
  }

  @Test func anExpandedGradientIsStoredWhole() throws {
    let x = Tensor.ones(2, 3, requiresGrad: true)
    x.sum().backward()
    let g = try #require(x.grad)
    #expect(g.isContiguous && g.shape == [2, 3])
    g[0, 0] = 5
    #expect(g.sum().item() == 10)
  }

  @Test func requiresGradCanBeSwitched() {
    let x = Tensor([1.0, 2])
    #expect(x.requiresGrad_() === x && x.requiresGrad)
    x.requiresGrad = false
    #expect(!(x * 2).requiresGrad)
  }
}
