import Martlet
import Testing

/// Tensors without elements, and tensors without dims.
@Suite struct EmptyTensorTests {
  private let none = Tensor.zeros(0, 3)

  @Test func opsOnNothing() {
    #expect((none + 1).shape == [0, 3] && none.exp().shape == [0, 3] && none.t().shape == [3, 0])
    #expect(none.matmul(Tensor.zeros(3, 4)).shape == [0, 4])
    #expect(Tensor.zeros(2, 0).matmul(Tensor.zeros(0, 3)).equal(Tensor.zeros(2, 3)))
    #expect(none[none .> 0].shape == [0] && none.reshape(3, 0).shape == [3, 0] && Tensor.cat([none, Tensor.ones(1, 3)]).shape == [1, 3])
    #expect(F.softmax(none, dim: 1).shape == [0, 3] && F.linear(none, Tensor.zeros(4, 3), Tensor.zeros(4)).shape == [0, 4])
    #expect(none.toArray(Double.self).isEmpty && none.nonzero().shape == [0, 2] && none.sort().values.shape == [0, 3])
  }

  @Test func reductionsOfNothing() {
    #expect(none.sum().item() == 0 && none.prod().item() == 1 && none.mean().item().isNaN)
    #expect(none.sum(dim: 0).equal(Tensor.zeros(3)) && none.sum(dim: 1).shape == [0] && none.prod(dim: 0).equal(Tensor.ones(3)))
    #expect(none.all().item() == 1 && none.any().item() == 0)
    #expect(none.max(dim: 1).values.shape == [0] && none.amax(dim: 1).shape == [0])
    #expect(none.logsumexp(dim: 0).equal(Tensor.full([3], -Double.infinity)))
    #expect(none.cumsum(dim: 0).shape == [0, 3] && Tensor.zeros(1).var().item().isNaN)
  }

  @Test func gradientsOfNothing() throws {
    let x = Tensor.zeros(0, 3, requiresGrad: true)
    (x.exp() * 2).sum().backward()
    #expect(try #require(x.grad).shape == [0, 3])
    let w = Tensor.ones(3, 2, requiresGrad: true)
    x.detach().matmul(w).sum().backward()
    #expect(try #require(w.grad).equal(Tensor.zeros(3, 2)))
  }

  @Test func numbersAsTensors() throws {
    let s = Tensor(3.0, requiresGrad: true)
    #expect(s.shape == [] && s.numel == 1 && s.stride == [] && s.ndim == 0)
    #expect(s.sum().item() == 3 && s.mean().item() == 3 && s.max().item() == 3 && s.argmax().item() == 0)
    #expect(s.view(1, 1).shape == [1, 1] && s.unsqueeze(0).shape == [1] && s.squeeze().shape == [] && s.t().shape == [])
    #expect(s.expand(2, 2).sum().item() == 12 && s.reshape([]).item() == 3 && s.flatten().shape == [1])
    #expect(s.sum(dim: 0).item() == 3 && s.cumsum(dim: 0).item() == 3 && s.sort().values.item() == 3)
    (s * s).backward()
    #expect(try #require(s.grad).shape == [] && s.grad?.item() == 6)
  }
}
