import Martlet

/// JPEG and PNG: the first bytes say which.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  _ = try? Image(encoded: Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}
