import Martlet
import MartletFiles
import Testing

@testable import martlet_conformance

/// Reading of the golden format.
@Suite struct FormatTests {
  private func json(_ text: String) throws -> JSON { try JSON.parse(text.utf8) }

  @Test func keepsTheOrderOfKeysAndTheKindOfNumbers() throws {
    let value = try json(#"{"b": 1, "a": 1.0, "c": [-9223372036854775808, 1e-05, "nan"]}"#)
    #expect(value.object?.map(\.key) == ["b", "a", "c"])
    #expect(value["b"]?.int == 1 && value["a"]?.int == nil && value["a"]?.double == 1)
    #expect(value["c"]?.array?[0].int == .min)
    #expect(value["c"]?.array?[1].double == 1e-5)
    #expect(value["c"]?.array?[2].double?.isNaN == true)
  }

  @Test func readsEscapes() throws {
    #expect(try json(#""a\n\"\u00e9\ud83d\ude00""#).string == "a\n\"é😀")
  }

  @Test(arguments: ["", "{", "[1,]", "[1 2]", "\"a", "nul", "1x", "{} {}"])
  func refusesWhatIsNotJSON(_ text: String) {
    #expect(throws: JSONError.self) { try json(text) }
  }

  @Test func decodesArguments() throws {
    let arg = try Arg(json(#"{"tuple":[{"slice":[null,-1,2]},{"none":true},{"float":"-inf"},{"dtype":"bfloat16"}]}"#))
    guard case .tuple(let parts) = arg, parts.count == 4 else { Issue.record("not four parts"); return }
    guard case .slice(nil, -1, 2) = parts[0], case .none = parts[1], case .float(-Double.infinity) = parts[2],
      case .dtype(.bfloat16) = parts[3]
    else { Issue.record("the parts are \(parts)"); return }
  }

  @Test func makesTensorsOfEveryDTypeFromBytes() {
    // 1.5, −2 and the smallest subnormal, 2⁻²⁴, in half precision.
    let half: [UInt16] = [0x3e00, 0xc000, 0x0001]
    let x = half.withUnsafeBytes { Tensor(bytes: $0, shape: [3], dtype: .float16) }
    #expect(x.dtype == .float16 && x.toArray(Double.self) == [1.5, -2, 0x1p-24])
    let brain: [UInt16] = [0x3fc0, 0xff80]  // 1.5 and −∞ in bfloat16
    let y = brain.withUnsafeBytes { Tensor(bytes: $0, shape: [2, 1], dtype: .bfloat16) }
    #expect(y.shape == [2, 1] && y.toArray(Double.self) == [1.5, -.infinity])
    for dtype in DType.allCases {
      let one = Tensor.ones(2, dtype: dtype)
      #expect(one.withUnsafeBytes { Tensor(bytes: $0, shape: [2], dtype: dtype) }.equal(one))
    }
  }
}
