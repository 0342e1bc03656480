import Harness
import Martlet

private let file = MemoryFile("\(scratchFolder)/checkpoint-00001.pt")

/// Everything that training continues from, with what it is restored into.
private func training(_ folder: String, _ generator: Generator) -> Checkpoint {
  let net = Linear(3, 2), optimizer = Adam(net.parameters())
  return Checkpoint(folder, model: net, optimizer: optimizer, scheduler: StepLR(optimizer, stepSize: 2), generator: generator)
}

/// Restoring a checkpoint: a PyTorch file whose entries go into a model, an optimiser, a schedule and a generator.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  file.write(Array(UnsafeBufferPointer(start: data, count: count)))
  return measured(count) {
    // The kind whose state is a table with an index into it.
    let generator = Generator(seed: 1, kind: .torch)
    do {
      _ = try training(scratchFolder, generator).restore(epoch: 1)
      _ = Tensor.rand(700, generator: generator)
    } catch {
      guard error is FileError || error is StateDictError || error is OptimizerStateError else { stop("an unexpected error: \(error)") }
    }
  }
}

@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer) -> CInt {
  writeSeeds { [("checkpoint.pt", contents(try training(scratchFolder + "/seed", Generator(seed: 1, kind: .torch)).save(epoch: 1)))] }
}
