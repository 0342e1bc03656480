import Martlet
import MartletTestSupport
import Testing

/// Files that say one thing and hold another, each of a kind that once was read too far, stopped the program, or took far more memory than it has.
@Suite struct HostileFileTests {
  private func reason(_ bytes: [UInt8]) -> String {
    do { return "was read: \(try load(bytes))" } catch { return (error as? FileError)?.reason ?? "no FileError: \(error)" }
  }

  private func pickle(_ body: String) -> [UInt8] { [0x80, 2] + body.unicodeScalars.map { UInt8($0.value) } }

  /// A file of PyTorch before 1.6 whose storage "0" holds two float32.
  private func legacy(_ objects: String) -> [UInt8] {
    [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, UInt8(ascii: ".")] + pickle("M\u{E9}\u{3}.") + pickle("}.")
      + pickle(objects) + pickle("]X\u{1}\0\0\00a.") + [2, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 128, 63, 0, 0, 0, 64]
  }
  private let storage = "(X\u{7}\0\0\0storagectorch\nFloatStorage\nX\u{1}\0\0\00X\u{3}\0\0\0cpuK\u{2}NtQ"

  @Test func aGoodLegacyFileIsRead() throws {
    let x = try load(legacy("ctorch._utils\n_rebuild_tensor_v2\n(\(storage)K\0K\u{2}\u{85}K\u{1}\u{85}\u{89}}tR.")).tensor
    #expect(x.toArray(Double.self) == [1, 2])
  }

  /// Two float32 are one float64, not two.
  @Test func aStorageIsNoLargerForAnotherType() throws {
    func file(_ count: UInt8) -> [UInt8] {
      legacy("ctorch._utils\n_rebuild_tensor_v3\n(\(storage)K\0K\(Character(Unicode.Scalar(count)))\u{85}K\u{1}\u{85}\u{89}}ctorch\nfloat64\ntR.")
    }
    #expect(try load(file(1)).tensor.toArray(Double.self) == [Double(bitPattern: 0x4000_0000_3F80_0000)])
    #expect(reason(file(2)).contains("leaves its storage of 1 elements"))
  }

  /// No elements, but strides beyond 64 bits.
  @Test func emptyShapesDoNotOverflow() throws {
    let huge = "\u{8A}\u{8}\0\0\0\0\0\0\0@"  // 2^62
    for sizes in ["(K\0\(huge)K\u{4}t", "(\(huge)K\u{4}K\0t"] {
      #expect(reason(legacy("ctorch._utils\n_rebuild_tensor_v2\n(\(storage)K\0\(sizes)(K\u{1}K\u{1}K\u{1}t\u{89}}tR.")).contains("more than 2^63"))
    }
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4611686018427387904, 4), }"
    let npy = [0x93] + Array("NUMPY\u{1}\0".utf8) + [UInt8(text.utf8.count), 0] + Array(text.utf8)
    #expect(reason(npy).contains("more than 2^63"))
    let header = Array(#"{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}"#.utf8)
    #expect(reason([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header).contains("more than 2^63"))
  }

  /// Each call copies what one object holds; a few bytes a call, a thousand calls.
  @Test func objectsAreNotCopiedOverAndOver() {
    let many = 1000
    // (1, 1, …) and a thousand torch.Size of it.
    let sizes = "ctorch\nSize\nq\u{1}(" + String(repeating: "K\u{1}", count: many) + "tq\u{2}(" + String(repeating: "h\u{1}h\u{2}\u{85}R", count: many) + "t\u{87}."
    #expect(reason(pickle(sizes)).contains("over and over"))
    // Bytes, and a thousand bytearrays of them.
    let bytes = "cbuiltins\nbytearray\nq\u{1}C\u{FF}" + String(repeating: "x", count: 255) + "q\u{2}(" + String(repeating: "h\u{1}h\u{2}\u{85}R", count: many) + "t\u{87}."
    #expect(reason(pickle(bytes)).contains("over and over"))
    // Bytes, and a thousand arrays in Fortran order over them.
    let call = "h\u{1}(h\u{2}h\u{3}h\u{4}X\u{1}\0\0\0FtR"
    let arrays =
      "cnumpy._core.numeric\n_frombuffer\nq\u{1}C\u{F0}" + String(repeating: "x", count: 240) + "q\u{2}cnumpy\ndtype\nX\u{2}\0\0\0u1\u{85}Rq\u{3}K\u{F0}K\u{1}\u{86}q\u{4}("
      + String(repeating: call, count: many) + "t."
    #expect(reason(pickle(arrays)).contains("over and over"))
  }

  /// Each list holds the one before it, and a tuple all of them, so that each is made at a depth of 1 while the last is a thousand deep.
  @Test func sharedObjectsAreNotNestedWithoutEnd() {
    let lists = String(repeating: "]h\0aq\0", count: 1000)
    #expect(reason(pickle("(]q\0" + lists + "t.")).contains("deep"))
  }

  @Test func fewCompressedBytesAreNotEndlessObjects() {
    #expect(reason(gzip(run: UInt8(ascii: "]"), count: 258 * 8000 + 1)).contains("compressed size"))
  }

  /// As NumPy writes it: an archive without entries.
  @Test func anEmptyArchiveIsADictionaryWithoutEntries() throws {
    #expect(try load([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)).entries.isEmpty)
  }

  /// A dictionary with the keys 1 and "1" has no place in an archive that goes by names.
  @Test func twoEntriesOfOneNameAreNotWritten() throws {
    let folder = try TemporaryFolder()
    let both = Value(.dictionary([(.int(1), Value(.tensor(Tensor([1.0])))), (.string("1"), Value(.tensor(Tensor([2.0]))))]))
    for format in ["npz", "safetensors"] {
      #expect(throws: FileError.self) { try save(both, to: "\(folder.path)/both.\(format)") }
    }
  }
}
