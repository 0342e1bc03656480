import Martlet
import MartletTestSupport
import Testing

/// CIFAR's binary files, unpacked and in their archive.
@Suite struct CIFARTests {
  private let folder: TemporaryFolder
  private let pixels = (0..<3 * 32 * 32).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  init() throws { folder = try TemporaryFolder() }

  @Test func readsUnpackedFiles() throws {
    for batch in 1...5 { _ = try folder.write([UInt8(batch)] + pixels, to: "cifar-10-batches-bin/data_batch_\(batch).bin") }
    let set = try CIFAR10(folder.path)
    #expect(set.targets.toArray(Int.self) == [1, 2, 3, 4, 5])
    #expect(set.data[3].flatten().toArray(UInt8.self) == pixels)
    #expect(set[0].0.allClose(set.data[0].float() / 255))
    #expect(set.image(2).tensor.equal(set.data[2]))
    for (x, y) in DataLoader(set, batchSize: 5) {
      #expect(x.shape == [5, 3, 32, 32])
      #expect(y.equal(set.targets))
    }
  }

  @Test func readsTheArchive() throws {
    let two = [9, 41] + pixels + [3, 99] + pixels
    let entries = [("cifar-100-binary/fine_label_names.txt", Array("apple".utf8)), ("cifar-100-binary/test.bin", two)]
    _ = try folder.write(gzip(tar(entries)), to: "cifar-100-binary.tar.gz")
    let set = try CIFAR100(folder.path, train: false, transform: Compose([CenterCrop(8), ToTensor()]))
    #expect(set.targets.toArray(Int.self) == [41, 99])
    #expect(set.batch(Tensor([1, 0])).0.shape == [2, 3, 8, 8])
  }

  @Test func refusesDamagedFiles() throws {
    expectFailure("not found", "no download was asked for", "cifar-10-binary.tar.gz")
    _ = try folder.write([1] + pixels.dropLast(), to: "cifar-10-batches-bin/test_batch.bin")
    expectFailure("3072 bytes", "multiple of 3073")
    _ = try folder.write([10] + pixels, to: "cifar-10-batches-bin/test_batch.bin")
    expectFailure("the label 10 at index 0")
  }

  private func expectFailure(_ words: String...) {
    let error = #expect(throws: DataSetError.self) { try CIFAR10(folder.path, train: false) }
    let message = error?.description ?? ""
    for word in words { #expect(message.contains(word), "\(message)") }
  }
}

/// A tar archive of these files (POSIX.1-1988); nothing here reads the checksum of a header.
private func tar(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
  func padded(_ bytes: [UInt8], _ size: Int) -> [UInt8] { bytes + [UInt8](repeating: 0, count: size - bytes.count) }
  let blocks = files.flatMap { file in
    let octal = Array(String(file.bytes.count, radix: 8).utf8)
    let header = padded(Array(file.name.utf8), 124) + padded(octal, 12) + padded([], 20) + [UInt8(ascii: "0")]
    return padded(header, 512) + padded(file.bytes, (file.bytes.count + 511) / 512 * 512)
  }
  return blocks + [UInt8](repeating: 0, count: 1024)
}
