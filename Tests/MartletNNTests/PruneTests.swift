import Martlet
import MartletTestSupport
import Testing

/// Pruning masks by PyTorch.
@Suite struct PruneTests {
  private func linear() -> Linear {
    let l = Linear(4, 3)
    noGrad {
      l.weight.copy_(Tensor([[1.0, -2, 0.5, 4], [-0.1, 0.2, -0.3, 0.4], [5, -6, 0.7, -0.8]]))
      l.bias!.zero_()
    }
    return l
  }

  @Test func smallestElementsThenChannels() {
    let l = Prune.l1Unstructured(linear(), name: "weight", amount: 0.3)
    #expect(l.stateDict().names == ["bias", "weight_orig", "weight_mask"] && l.namedBuffers().map(\.name) == ["weight_mask"])
    #expect(l.getBuffer("weight_mask").toArray(Int.self) == [1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1])
    Prune.lnStructured(l, name: "weight", amount: 1, n: 2, dim: 1)
    let mask = [1.0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 1]
    #expect(l.getBuffer("weight_mask").toArray(Double.self) == mask)
    l(Tensor.ones(1, 4)).sum().backward()
    #expect(l.getParameter("weight_orig").grad!.toArray(Double.self) == mask && Prune.isPruned(Sequential(l)))
    let copy = l.deepCopy()
    let value = l.weight.detach()
    Prune.remove(l, name: "weight")
    #expect(l.stateDict().names == ["weight", "bias"] && l.weight.equal(value) && !Prune.isPruned(l) && l.weight.isLeaf)
    #expect(Prune.isPruned(copy) && copy.weight.equal(value))
  }

  @Test func acrossParameters() {
    let a = Linear(2, 2, bias: false), b = Linear(2, 1, bias: false)
    noGrad {
      a.weight.copy_(Tensor([[1, -0.1], [0.2, 3]]))
      b.weight.copy_(Tensor([[0.15, -0.05]]))
    }
    Prune.globalUnstructured([(a, "weight"), (b, "weight")], pruningMethod: .l1Unstructured, amount: 0.5)
    #expect(a.getBuffer("weight_mask").toArray(Int.self) == [1, 0, 1, 1] && b.getBuffer("weight_mask").toArray(Int.self) == [0, 0])
  }

  @Test func atRandomAndByHand() {
    let l = Prune.randomUnstructured(linear(), name: "weight", amount: 5)
    #expect(l.getBuffer("weight_mask").sum().item() == 7)
    let channels = Prune.randomStructured(linear(), name: "weight", amount: 0.5, dim: 0).getBuffer("weight_mask")
    #expect(channels.sum().item() == 4 && channels.sum(dim: 1).max().item() == 4, "half of three rows, rounded to even, is two")
    let m = Prune.customFromMask(Prune.identity(linear(), name: "bias"), name: "bias", mask: Tensor([1.0, 0, 1]))
    #expect(m.getBuffer("bias_mask").toArray(Int.self) == [1, 0, 1] && m.stateDict().names == ["weight", "bias_orig", "bias_mask"])
  }
}
