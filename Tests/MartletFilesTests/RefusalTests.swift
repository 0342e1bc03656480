import Martlet
import MartletTestSupport
import Testing

/// Damaged and hostile files: an error that names the file, the place and the reason; nothing run, nothing large allocated.
@Suite struct RefusalTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func reason(_ bytes: [UInt8], _ name: String = "file.pt") throws -> String {
    let path = try folder.write(bytes, to: name)
    do {
      let value = try load(path)
      return "was read: \(value)"
    } catch let error as FileError {
      #expect(error.file == path && "\(error)".hasPrefix(path + ": "))
      return error.reason
    }
  }

  private func pickle(_ body: String) -> [UInt8] { [0x80, 0x02] + Array(body.utf8) }

  @Test func namesThatAreNotOnTheListAreRefusedByName() throws {
    #expect(try reason(pickle("cos\nsystem\n(X\u{4}\0\0\0echotR.")).contains("os.system"))
    #expect(try reason(pickle("cbuiltins\neval\n.")).contains("builtins.eval"))
  }

  @Test func picklesThatAreNoPickles() throws {
    #expect(try reason([]).contains("empty"))
    #expect(try reason(Array("hello".utf8)).contains("none of the known formats"))
    #expect(try reason(pickle("]")).contains("cut off"))
    #expect(try reason(pickle("s.")).contains("stack"))
    #expect(try reason(pickle("]h\u{5}.")).contains("slot 5 of the memo is empty"))
    #expect(try reason(pickle("]q\u{0}h\u{0}a.")).contains("contains itself"))
    #expect(try reason([0x80, 9] + Array("].".utf8)).contains("protocol 9"))
    #expect(try reason(pickle("].xx")).contains("after the end"))
    #expect(try reason(pickle("(")).contains("cut off"))
    // SETITEM on a list; in PyTorch the same byte corrupted memory (CVE-2026-24747).
    #expect(try reason(pickle("]K\u{1}K\u{2}s.")).contains("an entry is set in a list"))
  }

  @Test func deepNestingOverflowsNothing() throws {
    let depth = 300_000
    let bytes = [0x80, 0x02] + [UInt8](repeating: UInt8(ascii: "]"), count: depth) + [UInt8](repeating: UInt8(ascii: "a"), count: depth - 1) + [UInt8(ascii: ".")]
    #expect(try reason(bytes).contains("deep"))
  }

  @Test func sharedObjectsDoNotGrowWithoutEnd() throws {
    // A list of ten times the list below it, forty levels high.
    var bytes: [UInt8] = [0x80, 0x02, UInt8(ascii: "]"), UInt8(ascii: "q"), 0]
    for level in UInt8(1)...40 {
      bytes += [UInt8(ascii: "]"), UInt8(ascii: "q"), level, UInt8(ascii: "(")]
      for _ in 0..<10 { bytes += [UInt8(ascii: "h"), level - 1] }
      bytes.append(UInt8(ascii: "e"))
    }
    bytes += [UInt8(ascii: "h"), 40, UInt8(ascii: ".")]
    // All lists are on the stack; a tuple of them is the result.
    bytes.insert(UInt8(ascii: "("), at: 2)
    bytes.insert(UInt8(ascii: "t"), at: bytes.count - 1)
    #expect(try reason(bytes).contains("shared objects"))
  }

  /// Each byte of a good file changed in turn: it is read or refused, but never more.
  @Test(arguments: ["a.pt", "a.safetensors", "a.npy", "a.npz"])
  func everyDamageIsSurvived(_ name: String) throws {
    let x = Tensor.arange(5.0), path = folder.path + "/" + name
    if name.hasSuffix(".npy") { try save(x, to: path) } else { try save(["x": x, "y": Tensor([1, 2])], to: path) }
    let good = try #require(try? readBytes(path))
    var refused = 0
    for i in stride(from: 0, to: good.count, by: name.hasSuffix(".pt") ? 3 : 1) {
      var bad = good
      bad[i] ^= 1 << UInt8(i % 8)
      if try !reason(bad, "bad-" + name).hasPrefix("was read") { refused += 1 }
    }
    for length in stride(from: 0, to: good.count, by: 7) {
      #expect(try !reason(Array(good[..<length]), "cut-" + name).hasPrefix("was read"), "cut to \(length) bytes")
    }
    #expect(refused > 20)
  }
}
