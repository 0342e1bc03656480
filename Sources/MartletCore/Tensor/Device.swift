/// Where a tensor's bytes live.
public struct Device: Sendable, Hashable, CustomStringConvertible {
  enum Kind: UInt8, Sendable { case cpu, cuda }
  let kind: Kind
  /// Which of the devices of this kind; 0 for the CPU.
  public let index: Int

  public static let cpu = Device(kind: .cpu, index: 0)
  public static func cuda(_ index: Int = 0) -> Device { Device(kind: .cuda, index: index) }

  public var description: String { kind == .cpu ? "cpu" : "cuda:\(index)" }

  /// `true` for the CPU.
  public var isCPU: Bool { kind == .cpu }

  /// The primitives that this device offers. Stops when the device cannot be had.
  @inline(__always) var backend: any Backend {
    if kind == .cpu { return Profiler.isOn ? ProfilingBackend.cpu : CPUBackend.shared }
    fail("device", "\(self) is not available: this build has no CUDA backend; use .cpu (tryGPU() chooses what exists)")
  }

  /// The backend's memory. On the CPU these are inlined down to the allocator: a tensor of one element costs little else.
  @inline(__always) func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    kind == .cpu && !Profiler.isOn ? CPUBackend.shared.allocate(bytes) : backend.allocate(bytes)
  }
  @inline(__always) func free(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
    if kind == .cpu && !Profiler.isOn { CPUBackend.shared.free(block, bytes) } else { backend.free(block, bytes) }
  }
}

/// CUDA devices, as far as this build can reach them.
public enum CUDA {
  /// Whether a CUDA device can be used.
  public static var isAvailable: Bool { deviceCount > 0 }
  /// How many CUDA devices can be used.
  public static var deviceCount: Int { 0 }
  /// Waits for all queued work; nothing to wait for without a device.
  public static func synchronize() {}
}

/// The i-th GPU when there is one, else the CPU.
public func tryGPU(_ i: Int = 0) -> Device { i < CUDA.deviceCount ? .cuda(i) : .cpu }

/// Every GPU, or the CPU alone when there is none.
public func tryAllGPUs() -> [Device] {
  CUDA.deviceCount > 0 ? (0..<CUDA.deviceCount).map { Device.cuda($0) } : [.cpu]
}
