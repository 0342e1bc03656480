import Harness
import Martlet

/// `load` with the fuzzer's bytes: PyTorch's two formats, safetensors, npy, npz and pickles. The seeds are files of one format, so that is
/// where the fuzzer stays.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  return measured(count) {
    do {
      let value = try load(bytes)
      // Files take longer than anything that is tested here.
      if isOneOf(8, bytes) { try comesBack(value) }
    } catch {
      guard error is FileError else { stop("an error that is no FileError: \(error)") }
    }
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer) -> CInt { writeSeeds(seeds) }
