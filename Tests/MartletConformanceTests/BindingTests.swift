import Testing

@testable import martlet_conformance

/// Positional and named arguments reach the same parameter.
@Suite struct BindingTests {
  private func names(_ signature: String, _ arguments: Arguments) -> [String]? {
    Signature(signature).bind(arguments)?.keys.sorted()
  }

  @Test func bindsByPositionAndName() {
    let arguments = Arguments(positional: [.int(1), .int(2)], named: [("c", .int(3))])
    #expect(names("f(a, b, c)", arguments) == ["a", "b", "c"])
    #expect(names("f(a, b)", arguments) == nil)
    #expect(names("f(a, c)", arguments) == nil)
  }

  @Test func gathersTheRest() throws {
    let signature = Signature("expand(input, *size)")
    let spread = try #require(signature.bind(Arguments(positional: [.int(0), .int(2), .int(3)]))?["size"])
    let listed = try #require(signature.bind(Arguments(positional: [.int(0), .tuple([.int(2), .int(3)])]))?["size"])
    #expect(spread.elements?.count == 2 && listed.elements?.count == 2)
  }

  @Test func everyLineOfTheRegistryIsWellFormed() {
    // Building a registry stops on a malformed or repeated line.
    #expect(Op.registry["add"]?.signature.parameters == ["input", "other", "alpha"])
    #expect(ModuleLine.registry["nn.Linear"] != nil)
    #expect(OptimizerLine.registry["SGD"] != nil)
  }
}
