import Harness
import Martlet

private let file = MemoryFile("\(scratchFolder)/idx")

/// MNIST's format, compressed or not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  file.write(Array(UnsafeBufferPointer(start: data, count: count)))
  return measured(count) {
    guard let (shape, bytes) = try? IDX.read(file.path) else { return }
    if shape.reduce(1, *) != bytes.count { stop("shape \(shape) comes with \(bytes.count) elements") }
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer) -> CInt {
  writeSeeds {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2] + Array(0..<12)
    return [("images", images), ("labels", [0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]), ("images.gz", gzipped(images))]
  }
}
