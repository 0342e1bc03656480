import Harness
import Martlet

private let index = MemoryFile("\(scratchFolder)/model.safetensors.index.json")

/// The list of a sharded safetensors file's parts; two good parts lie beside it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  index.write(Array(UnsafeBufferPointer(start: data, count: count)))
  return measured(count) {
    do {
      let file = try SafeTensorsFile(index.path)
      for name in file.names {
        if try file.tensor(name).shape != file.shape(name) { stop("tensor '\(name)' has another shape than its file says") }
      }
    } catch {
      guard error is FileError else { stop("an error that is no FileError: \(error)") }
    }
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer) -> CInt {
  for name in ["a", "b"] {
    do { try save([name: Tensor.arange(3.0)], to: "\(scratchFolder)/\(name).safetensors") } catch { stop("\(error)") }
  }
  return writeSeeds {
    [("index.json", Array(#"{"metadata": {"total_size": 24}, "weight_map": {"a": "a.safetensors", "b": "b.safetensors"}}"#.utf8))]
  }
}
