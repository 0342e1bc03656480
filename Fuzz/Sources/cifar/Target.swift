import Harness
import Martlet

private let archive = MemoryFile("\(scratchFolder)/cifar-10-binary.tar.gz")

/// The reader of tar archives, by way of CIFAR-10's.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  archive.write(Array(UnsafeBufferPointer(start: data, count: count)))
  return measured(count) {
    do {
      let set = try CIFAR10(scratchFolder, train: false)
      if set.count > 0 { _ = set[set.count - 1] }
    } catch {
      guard error is DataSetError else { stop("an error that is no DataSetError: \(error)") }
    }
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer) -> CInt {
  writeSeeds {
    func block(_ text: String, at offset: Int, in header: inout [UInt8]) { header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8) }
    var header = [UInt8](repeating: 0, count: 512)
    block("cifar-10-batches-bin/test_batch.bin", at: 0, in: &header)
    block("00000006001", at: 124, in: &header)
    block("0", at: 156, in: &header)
    let picture = [3] + (0..<3072).map { UInt8($0 % 251) }
    let tar = header + picture + [UInt8](repeating: 0, count: 511 + 1024)
    return [("test.tar", tar), ("test.tar.gz", gzipped(tar))]
  }
}
