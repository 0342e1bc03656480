import Foundation
import Martlet
import MartletTestSupport
import Testing

/// A run that stops and goes on is the run that did not stop.
@Suite struct CheckpointTests {
  private struct Run {
    let net = Sequential(Linear(4, 8), ReLU(), Dropout(0.2), Linear(8, 2))
    let optimizer: Adam
    let scheduler: StepLR
    let generator = Generator(seed: 3)

    init() {
      optimizer = Adam(net.parameters(), lr: 0.05)
      scheduler = StepLR(optimizer, stepSize: 2, gamma: 0.5)
    }

    func epoch() -> Double {
      let x = Tensor.randn(16, 4, generator: generator)
      net.eval()
      let loss = F.crossEntropy(net(x), (x.sum(dim: 1) .> 0).long())
      optimizer.zeroGrad()
      loss.backward()
      optimizer.step()
      scheduler.step()
      return loss.item()
    }

    func checkpoint(_ folder: String, keep: Int = 2) -> Checkpoint {
      Checkpoint(folder, model: net, optimizer: optimizer, scheduler: scheduler, generator: generator, keep: keep)
    }
  }

  @Test func continuesBitForBit() throws {
    let folder = try TemporaryFolder(), path = folder.path + "/runs/a"
    let first = Run()
    #expect(try first.checkpoint(path).restore() == nil)
    for epoch in 1...5 {
      _ = first.epoch()
      try first.checkpoint(path).save(epoch: epoch, extra: ["note": "epoch \(epoch)"])
    }
    let expected = (0..<5).map { _ in first.epoch() }

    let second = Run()
    #expect(try second.checkpoint(path).restore() == 5)
    #expect((0..<5).map { _ in second.epoch() } == expected)
    for (a, b) in zip(first.net.stateDict(), second.net.stateDict()) { #expect(a.tensor.equal(b.tensor)) }
  }

  @Test func keepsTheLastOnes() throws {
    let folder = try TemporaryFolder(), run = Run(), checkpoint = run.checkpoint(folder.path)
    for epoch in 1...4 { try checkpoint.save(epoch: epoch) }
    #expect(try checkpoint.epochs() == [3, 4])
    #expect(try checkpoint.restore(epoch: 3) == 3)
    #expect(throws: FileError.self) { try checkpoint.restore(epoch: 1) }
    #expect(try load(folder.path + "/checkpoint-00004.pt").entry("epoch").int == 4)
  }

  @Test func whatBelongsToAnotherModelIsRefused() throws {
    let folder = try TemporaryFolder()
    try Run().checkpoint(folder.path).save(epoch: 1)
    let other = Checkpoint(folder.path, model: Linear(3, 2))
    #expect(throws: StateDictError.self) { try other.restore() }
  }

  /// States of the right length that say something else: of another kind, or with an index far outside of the generator's table.
  @Test(arguments: [Generator.Kind.philox, .torch])
  func damagedGeneratorsAreRefused(kind: Generator.Kind) throws {
    let g = Generator(seed: 1, kind: kind)
    _ = Tensor.rand(3, generator: g)
    let before = g.state(), good = try g.stateDict().entry("state").tensor
    // The first word tells the kind. mt19937's third from the end says how many numbers are left and where the next one is, 32 bits each.
    for place in kind == .torch ? [0, good.numel - 23, good.numel - 19] : [0] {
      let bad = good.clone()
      bad[place] = Tensor(100, dtype: .uint8)
      #expect(throws: ValueError.self) { try g.loadStateDict(["kind": "\(kind)".checkpointValue, "state": bad.checkpointValue]) }
      #expect(g.state() == before)
    }
  }
}
