import Martlet
import Testing

/// In-place ops, on tensors and through views, as the graph sees them.
@Suite struct InPlaceTests {
  @Test func aViewChangesItsBaseAndItsHistory() throws {
    let x = Tensor([1.0, 2, 3, 4], requiresGrad: true)
    let base = x * 1
    let view = base[1..<3]
    view.mul_(10)
    #expect(base.toArray(Double.self) == [1, 20, 30, 4])
    #expect(base.gradFn?.name == "CopySlices" && view.gradFn?.name == "AsStridedBackward0")
    base.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([1.0, 10, 10, 1])))
  }

  @Test func aChangeOfTheBaseShowsInItsViews() throws {
    let x = Tensor([1.0, 2, 3], requiresGrad: true)
    let base = x * 1
    let view = base[0..<2]
    base.mul_(Tensor([5.0, 6, 7]))
    #expect(view.toArray(Double.self) == [5, 12])
    view.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([5.0, 6, 0])))
  }

  @Test func siblingsSeeEachOthersChanges() throws {
    let x = Tensor([[1.0, 2], [3, 4]], requiresGrad: true)
    let base = x * 1
    let row = base[0], column = base[.all, 1]
    row.mul_(2)
    column.mul_(3)
    #expect(row.toArray(Double.self) == [2, 12])
    row.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([[2.0, 6], [0, 0]])))
  }

  @Test func aViewOfAViewOfATranspose() throws {
    let x = Tensor([[1.0, 2], [3, 4]], requiresGrad: true)
    let base = x * 1
    base.t()[1][0..<1].mul_(-1)  // element (0, 1)
    base.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([[1.0, -1], [1, 1]])))
  }

  @Test func gradientsFlowToWhatIsWritten() throws {
    let x = Tensor([1.0, 2, 3], requiresGrad: true), y = Tensor([10.0], requiresGrad: true)
    let z = x * 2
    z[1] = y * 3
    (z * Tensor([1.0, 10, 100])).sum().backward()
    #expect(try #require(x.grad).equal(Tensor([2.0, 0, 200])))
    #expect(try #require(y.grad).equal(Tensor([30.0])))
  }

  /// A tensor without history gets one from what is written into it.
  @Test func writingIntoAPlainTensor() throws {
    let y = Tensor([1.0, 2], requiresGrad: true)
    let z = Tensor.zeros(3)
    z[0..<2] = y * 5
    #expect(z.requiresGrad && !z.isLeaf)
    z.sum().backward()
    #expect(try #require(y.grad).equal(Tensor([5.0, 5])))
  }

  @Test func inPlaceOpsThatNeedTheirResult() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let y = (x * 1).mul_(2).exp_()
    y.sum().backward()
    #expect(try #require(x.grad).allClose((x.detach() * 2).exp() * 2))
  }

  @Test func compoundAssignmentThroughLet() {
    let x = Tensor([1.0, 2]), same = x
    x += 1
    x *= Tensor([2.0, 3])
    x -= 0.5
    x /= 2
    #expect(same.toArray(Double.self) == [1.75, 4.25] && same === x)
    var v = x
    v += 1
    #expect(x.toArray(Double.self) == [2.75, 5.25] && v === x)
  }

  /// A step of gradient descent by hand, as the tutorials write it.
  @Test func parametersChangeInsideNoGrad() throws {
    let w = Tensor([1.0, 2], requiresGrad: true)
    (w * w).sum().backward()
    noGrad {
      w -= 0.1 * w.grad!
      w.grad!.zero_()
    }
    #expect(w.isLeaf && w.requiresGrad)
    #expect(w.allClose(Tensor([0.8, 1.6])))
    #expect(try #require(w.grad).equal(Tensor([0.0, 0])))
  }

  /// What an op saved and what it did not: only a change of the former is an error.
  @Test func changesOfWhatNobodySavedAreFine() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let h = x * 3
    let y = h + 1  // addition saves nothing
    h.add_(100)
    y.sum().backward()
    #expect(try #require(x.grad).equal(Tensor([3.0, 3])))
  }

  @Test func dataIsNotWatched() throws {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let y = (x * x).sum()
    x.data.mul_(10)  // the version does not change: the backward pass reads the new values
    y.backward()
    #expect(try #require(x.grad).equal(Tensor([20.0, 40])))
    #expect(x.requiresGrad && !x.data.requiresGrad)
  }

  @Test func detachedTensorsShareMemoryAndAreWatched() async {
    let x = Tensor([1.0, 2], requiresGrad: true)
    let d = x.detach()
    #expect(!d.requiresGrad && d.isLeaf && d.storage() === x.storage())
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Tensor([1.0, 2], requiresGrad: true)
      let y = (x * x).sum()
      x.detach().zero_()
      y.backward()
    }
    #expect(result?.message.contains("changed by an in-place operation") == true)
  }
}
