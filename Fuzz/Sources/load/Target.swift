import Martlet

/// Offers the fuzzer's bytes to `load`. The seeds are files of one format, so that is where the fuzzer stays.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  _ = try? load(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}
