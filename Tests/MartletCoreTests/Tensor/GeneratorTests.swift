import Martlet
import MartletTestSupport
import Testing

/// Random numbers: reproducible, and PyTorch's where asked for.
@Suite struct GeneratorTests {
  private static func draws(_ g: Generator) -> [Tensor] {
    [
      Tensor.rand(100, generator: g), Tensor.randn(33, dtype: .float64, generator: g), Tensor.randint(0, 1000, [50], generator: g),
      Tensor.randperm(70, generator: g), Tensor.bernoulli(Tensor.full([40], 0.3), generator: g), Tensor.zeros(30).exponential_(2, generator: g),
      Tensor.normal(mean: 3, std: 2, [20], generator: g), F.dropout(Tensor.ones(64), p: 0.5, generator: g),
    ]
  }

  @Test(arguments: [Generator.Kind.philox, .torch])
  func theSameSeedGivesTheSameNumbers(kind: Generator.Kind) {
    let a = Self.draws(Generator(seed: 7, kind: kind)), b = Self.draws(Generator(seed: 7, kind: kind))
    let c = Self.draws(Generator(seed: 8, kind: kind))
    for i in a.indices { #expect(a[i].equal(b[i]) && !a[i].equal(c[i]), "draw \(i)") }
  }

  @Test(arguments: [Generator.Kind.philox, .torch])
  func aSavedStateContinues(kind: Generator.Kind) {
    let g = Generator(seed: 1, kind: kind)
    _ = Self.draws(g)
    let state = g.state()
    let first = Self.draws(g)
    g.setState(state)
    let second = Self.draws(g)
    let other = Generator(seed: 99, kind: kind)
    other.setState(state)
    let third = Self.draws(other)
    for i in first.indices { #expect(first[i].equal(second[i]) && first[i].equal(third[i]), "draw \(i)") }
    #expect(g.manualSeed(1) === g && g.initialSeed == 1)
    #expect(Tensor.rand(5, generator: g).equal(Tensor.rand(5, generator: Generator(seed: 1, kind: kind))))
  }

  /// The number of threads, and the default generator, belong to the whole process.
  @Test func threadsDoNotChangeTheNumbers() async {
    await #expect(processExitsWith: .success) {
      var results: [[Tensor]] = []
      for threads in [1, 2] {
        setNumThreads(threads)
        manualSeed(5)
        results.append([
          Tensor.rand(100_001), Tensor.randn(100_001), Tensor.randint(0, 77, [100_001]), Tensor.randperm(100_001),
          F.dropout(Tensor.ones(100_001), p: 0.2), Tensor.rand(3),
        ])
      }
      for (a, b) in zip(results[0], results[1]) { #expect(a.equal(b)) }
    }
  }

  @Test func theDefaultGeneratorCanBePyTorchs() async {
    await #expect(processExitsWith: .success) {
      setDefaultGenerator(.torch)
      manualSeed(42)
      let expected = [0.33669036626815796, 0.12880940735340118, 0.23446236550807953, 0.23033303022384644, -1.1228563785552979, -0.18632829189300537]
      #expect(difference(Tensor.randn(2, 3), expected, rtol: 1e-6) == nil)
    }
  }

  // The numbers below are PyTorch's after torch.manual_seed(0).

  @Test func normalNumbersOfPyTorch() {
    func randn(_ n: Int, _ dtype: DType = .float32) -> Tensor { Tensor.randn(n, dtype: dtype, generator: Generator(seed: 0, kind: .torch)) }
    #expect(
      difference(
        randn(6), [1.5409960746765137, -0.293428897857666, -2.1787893772125244, 0.5684312582015991, -1.0845223665237427, -1.3985954523086548],
        rtol: 1e-6) == nil)
    #expect(
      difference(
        randn(16),
        [
          -1.1258398294448853, -1.152360200881958, -0.2505785822868347, -0.4338788092136383, 0.8487103581428528, 0.6920091509819031,
          -0.31601276993751526, -2.1152193546295166, 0.32227492332458496, -1.2633347511291504, 0.34998318552970886, 0.30813392996788025,
          0.11984150856733322, 1.237657904624939, 1.1167771816253662, -0.2472781538963318,
        ], rtol: 1e-5) == nil)
    // From 16 on in groups of 16; what is left over redraws the last group.
    #expect(
      difference(
        randn(17),
        [
          -1.1258398294448853, -1.6959311962127686, 0.5666506290435791, 0.7935083508491516, 0.5988394618034363, -1.5550950765609741,
          -0.3413603901863098, 1.85300612449646, 0.46809640526771545, -0.5854975581169128, -0.1733967512845993, 0.18347793817520142,
          1.3893661499023438, 1.586334228515625, 0.946298360824585, -0.843676745891571, 0.9318265914916992,
        ], rtol: 1e-5) == nil)
    #expect(difference(randn(3, .float64), [1.5409961082440433, -0.2934289057609464, -2.1787893820745574], rtol: 1e-14) == nil)
  }

  @Test func otherDrawsOfPyTorch() {
    func g() -> Generator { Generator(seed: 0, kind: .torch) }
    #expect(
      Tensor.rand(4, generator: g()).toArray(Double.self)
        == [0.49625658988952637, 0.7682217955589294, 0.08847743272781372, 0.13203048706054688])
    #expect(Tensor.randperm(10, generator: g()).toArray(Int.self) == [4, 1, 7, 5, 3, 9, 0, 8, 6, 2])
    #expect(Tensor.randint(0, 100, [8], generator: g()).toArray(Int.self) == [44, 39, 33, 60, 63, 79, 27, 3])
    #expect(
      difference(
        Tensor.empty(4).normal_(mean: 2, std: 3, generator: g()),
        [6.622988224029541, 1.119713306427002, -4.536368370056152, 3.705293893814087], rtol: 1e-6) == nil)
    #expect(Tensor.empty(8).bernoulli_(0.3, generator: g()).toArray(Int.self) == [0, 0, 0, 0, 0, 0, 1, 0])
    #expect(
      difference(
        Tensor.empty(3).exponential_(2, generator: g()), [1.754163146018982, 0.6151923537254333, 0.3075220584869385], rtol: 1e-6) == nil)
  }

  @Test(arguments: [Generator.Kind.philox, .torch])
  func theNumbersAreDistributedAsTheyShould(kind: Generator.Kind) {
    let g = Generator(seed: 123, kind: kind), n = 200_000
    func check(_ x: Tensor, mean: Double, std: Double) {
      let x = x.double()
      #expect(abs(x.mean().item() - mean) < 5 * std / Double(n).squareRoot())
      #expect(abs(x.std().item() / std - 1) < 0.02)
    }
    let u = Tensor.rand(n, generator: g)
    check(u, mean: 0.5, std: (1.0 / 12).squareRoot())
    #expect(u.min().item() >= 0 && u.max().item() < 1)
    check(Tensor.randn(n, generator: g), mean: 0, std: 1)
    check(Tensor.randint(-2, 3, [n], generator: g), mean: 0, std: 2.0.squareRoot())
    check(Tensor.empty(n).bernoulli_(0.25, generator: g), mean: 0.25, std: (0.25 * 0.75).squareRoot())
    check(Tensor.empty(n).exponential_(0.5, generator: g), mean: 2, std: 2)
    #expect(Tensor.randperm(1000, generator: g).sort().values.equal(Tensor.arange(1000)))
    #expect(Tensor.rand(n, dtype: .bfloat16, generator: g).max().item() < 1 && Tensor.rand(n, dtype: .float16, generator: g).max().item() < 1)
  }
}
