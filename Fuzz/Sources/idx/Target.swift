import Glibc
import Martlet

/// The reader of MNIST's files takes paths; a file that lives in memory has one.
nonisolated(unsafe) private let descriptor = memfd_create("idx", 0)

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  ftruncate(descriptor, 0)
  pwrite(descriptor, data, count, 0)
  _ = try? IDX.read("/proc/self/fd/\(descriptor)")
  return 0
}
