import Martlet
import Testing

/// How samples become batches.
@Suite struct CollateTests {
  @Test func samplesAreCollatedPartByPart() {
    let batches = Array(DataLoader(Mixed(), batchSize: 3))
    #expect(batches.count == 2)
    let (x, i, d, s, b) = batches[0]
    #expect(x.shape == [3, 2] && i.toArray(Int.self) == [0, 1, 2] && i.dtype == .int64)
    #expect(d.dtype == .float64 && d.toArray(Double.self) == [0, 0.5, 1] && s == ["s0", "s1", "s2"])
    #expect(b.dtype == .bool && b.toArray(Bool.self) == [true, false, true] && batches[1].3 == ["s3", "s4"])
  }

  private struct Records: Dataset {
    let count = 3
    subscript(i: Int) -> ([String: [Int]], [Float]) { (["ids": [i, 10 * i]], [Float(i), 0.5]) }
  }

  @Test func arraysAndDictionariesEntryByEntry() throws {
    // PyTorch's default_collate of [{"ids": [0, 0]}, {"ids": [1, 10]}] is {"ids": [tensor([0, 1]), tensor([0, 10])]}.
    let (records, floats) = try #require(Array(DataLoader(Records(), batchSize: 2)).first)
    #expect(records["ids"]?.map { $0.toArray(Int.self) } == [[0, 1], [0, 10]])
    #expect(floats.map { $0.toArray(Float.self) } == [[0, 1], [0.5, 0.5]] && floats[0].dtype == .float32)
  }

  private struct Word: Collatable {
    let letters: String
    static func collate(_ samples: [Word]) -> String { samples.map(\.letters).joined() }
  }
  private struct Words: Dataset {
    let count = 3
    subscript(i: Int) -> (Word, UInt8) { (Word(letters: "w\(i)"), UInt8(i)) }
  }

  @Test func typesOfOnesOwnJoinIn() throws {
    let (word, bytes) = try #require(Array(DataLoader(Words(), batchSize: 3)).first)
    #expect(word == "w0w1w2" && bytes.dtype == .uint8)
  }
}
