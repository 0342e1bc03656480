import CMartletKernels
import COneDNN

/// How many threads ops may use: kernels, oneDNN and OpenBLAS alike.
public func setNumThreads(_ n: Int) {
  require(n > 0, "setNumThreads", "expected a positive number, got \(n)")
  mk_set_num_threads(Int32(n))
}

/// How many threads ops may use.
public func numThreads() -> Int { Int(mk_num_threads()) }

/// Ops that this thread calls from now on stay on it: for a worker, whose ops would else take the cores of the thread that trains.
package func stayOnThisThread() { mk_stay_on_this_thread() }

/// What this build runs on.
public enum RuntimeInfo {
  /// Martlet's version.
  public static let version = "0.1.0"
  /// The instruction set that the kernels chose on this processor.
  public static var instructionSet: String { String(cString: mk_instruction_set()) }
  /// The libraries beneath, with their versions and what they dispatch to.
  public static var libraries: [String] {
    let blas = String(cString: md_blas_version())
    return [
      "\(String(cString: md_version())) (\(String(cString: md_instruction_set())))", blas.isEmpty ? "OpenBLAS: not found" : blas,
    ]
  }
}

/// The memory of tensors on the CPU.
public enum Memory {
  /// Bytes of living tensors.
  public static var inUse: Int { mk_memory_in_use() }
  /// Bytes kept for reuse.
  public static var cached: Int { mk_memory_cached() }
  /// Gives the bytes kept for reuse back to the system.
  public static func trim() { mk_memory_trim() }
  /// At most this many bytes are kept for reuse; by default a quarter of the machine's memory.
  public static func setCacheLimit(_ bytes: Int) { mk_memory_set_cache_limit(bytes) }
}
