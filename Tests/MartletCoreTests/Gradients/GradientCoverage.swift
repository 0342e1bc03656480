import Foundation
import Testing

/// Nobody has to remember the gradient tables: a function that gives tensors and has no line in them is found here.
@Suite struct GradientCoverage {
  @Test func everyDifferentiableFunctionIsInATable() throws {
    let missing = try offered().subtracting(tried()).subtracting(Self.withoutDerivative)
    #expect(missing.isEmpty, "add a line to a gradient table for \(missing.sorted())")
  }

  @Test func whatHasNoDerivativeExists() throws {
    let gone = try Self.withoutDerivative.subtracting(offered())
    #expect(gone.isEmpty, "no such function: \(gone.sorted())")
  }

  /// Results that do not depend smoothly on any tensor: comparisons and bits, positions and counts, whole numbers, new tensors, other dtypes.
  static let withoutDerivative = Set(
    """
    .== .!= .< .<= .> .>= eq ne lt le gt ge eq_ ne_ lt_ le_ gt_ ge_ isclose isin isnan isinf isfinite isposinf isneginf isreal signbit any all
    .& .| .^ bitwiseAnd bitwiseOr bitwiseXor bitwiseNot bitwiseAnd_ bitwiseOr_ bitwiseXor_ bitwiseNot_
    bitwiseLeftShift bitwiseRightShift bitwiseLeftShift_ bitwiseRightShift_
    logicalAnd logicalOr logicalXor logicalNot logicalAnd_ logicalOr_ logicalXor_ logicalNot_
    argmax argmin argsort nonzero searchsorted bucketize unravelIndex trilIndices triuIndices oneHot matrixRank
    countNonzero bincount histc histogram unique uniqueConsecutive
    gcd lcm gcd_ lcm_ heaviside heaviside_ nextafter nextafter_
    zeros ones empty full eye zerosLike onesLike emptyLike fullLike arange linspace logspace
    rand randn randint randperm normal bernoulli multinomial randLike randnLike
    bartlett blackman hamming hann gaussian kaiser
    float half bfloat16 long int short char byte bool cuda
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  private func swiftFiles(_ folder: String) throws -> [String] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardized
    let urls = try FileManager.default.contentsOfDirectory(at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)
    return try urls.filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
  }

  /// The public functions, operators and properties of the ops whose result is or holds tensors.
  private func offered() throws -> Set<String> {
    var names = Set<String>()
    for text in try swiftFiles("Sources/MartletCore/Ops") + swiftFiles("Sources/MartletCore/Linalg") {
      for declaration in text.components(separatedBy: "public ").dropFirst() {
        let head = declaration.prefix { $0 != "{" && $0 != "}" }
        for keyword in ["func ", "var "] {
          guard let found = head.range(of: keyword), ["", "static "].contains(head[..<found.lowerBound]) else { continue }
          let result = keyword == "var " ? head.components(separatedBy: ":").last : head.components(separatedBy: ") ->").dropFirst().last
          if let result, result.contains("Tensor"), !result.contains("TensorIndex") { names.insert(name(head[found.upperBound...])) }
        }
      }
    }
    return names
  }

  /// What is called, or stands between operands, in the tables.
  private func tried() throws -> Set<String> {
    var names = Set<String>()
    for text in try swiftFiles("Tests/MartletCoreTests/Gradients") where text.contains("GradientTable") {
      for call in text.split(separator: ".", omittingEmptySubsequences: false).dropFirst() { names.insert(name(call)) }
      names.formUnion(text.split(whereSeparator: \.isWhitespace).filter { $0.allSatisfy("+-*/%=".contains) }.map(String.init))
    }
    return names
  }

  /// The identifier or operator at the start of a text.
  private func name(_ text: Substring) -> String {
    let word = text.drop { $0 == "`" }
    let letters = word.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return String(letters.isEmpty ? word.prefix { !$0.isWhitespace && $0 != "(" } : letters)
  }
}
