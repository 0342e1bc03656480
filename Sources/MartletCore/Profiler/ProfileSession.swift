import CMartletKernels
import Glibc
import Synchronization

/// What an open profile has recorded so far. Tasks that run on several threads write to it at the same time.
final class ProfileSession: Sendable {
  private let recordShapes: Bool, profileMemory: Bool
  /// The profile around this one, which sees everything too.
  private let outer: ProfileSession?
  private let start = ProfileSession.now()
  private let state = Mutex(State())

  private struct State {
    var tracks: [pthread_t: Track] = [:]
    var events: [ProfileEvent] = []
    var memory: [ProfileMemory] = []
    var duration: Int?
  }

  /// The events that are open on a thread, innermost last.
  private struct Track {
    let number: Int
    var open: [Open] = []
    /// Allocated since the last event began or ended: an op's result is made just before the op runs.
    var fresh = 0

    /// Credits what was allocated to the innermost event.
    mutating func settle() {
      if !open.isEmpty { open[open.count - 1].selfMemory += fresh }
      fresh = 0
    }
  }

  private struct Open {
    let name: String, kind: ProfileEvent.Kind, pass: ProfileEvent.Pass
    let start: Int
    let isRecursive: Bool
    var insideTime = 0, insideMemory = 0
    var bytes = 0, flops = 0, selfMemory = 0
  }

  init(recordShapes: Bool, profileMemory: Bool, outer: ProfileSession?) {
    self.recordShapes = recordShapes
    self.profileMemory = profileMemory
    self.outer = outer
  }

  private static func now() -> Int {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return t.tv_sec * 1_000_000_000 + t.tv_nsec
  }

  func begin(_ name: String, _ kind: ProfileEvent.Kind, _ pass: ProfileEvent.Pass?) {
    outer?.begin(name, kind, pass)
    onTrack { track, _ in
      if kind != .op { track.settle() }
      let pass = pass ?? track.open.last?.pass ?? .forward
      let isRecursive = track.open.contains { $0.name == name && $0.kind == kind && $0.pass == pass }
      track.open.append(Open(name: name, kind: kind, pass: pass, start: ProfileSession.now() - start, isRecursive: isRecursive))
      track.settle()
    }
  }

  /// Closes the thread's innermost event. An op says what it moved and computed, and what it read.
  func end(bytes: Int = 0, flops: Int = 0, inputs: [Tensor] = []) {
    let end = ProfileSession.now() - start
    onTrack { track, state in
      track.settle()
      guard var event = track.open.popLast() else { return }
      event.bytes += bytes
      event.flops += flops
      let duration = end - event.start
      let memory = event.selfMemory + event.insideMemory
      if !track.open.isEmpty {
        let parent = track.open.count - 1
        track.open[parent].insideTime += duration
        track.open[parent].insideMemory += memory
        track.open[parent].bytes += event.bytes
        track.open[parent].flops += event.flops
      }
      state.events.append(
        ProfileEvent(
          name: event.name, kind: event.kind, pass: event.pass, thread: track.number, start: event.start, duration: duration,
          selfDuration: duration - event.insideTime, bytes: event.bytes, flops: event.flops, memory: memory,
          selfMemory: event.selfMemory, inputShapes: recordShapes ? inputs.map(\.shape) : [], isRecursive: event.isRecursive))
    }
    outer?.end(bytes: bytes, flops: flops, inputs: inputs)
  }

  /// Notes that a tensor's memory was taken or given back.
  func memoryChanged(allocated: Int) {
    if profileMemory {
      let sample = ProfileMemory(time: ProfileSession.now() - start, inUse: mk_memory_in_use())
      onTrack { track, state in
        track.fresh += allocated
        state.memory.append(sample)
      }
    }
    outer?.memoryChanged(allocated: allocated)
  }

  /// From now on nothing is recorded: a task may outlive the block that was profiled.
  func close() {
    let end = ProfileSession.now() - start
    state.withLock { $0.duration = end }
  }

  var profile: Profile {
    state.withLock { state in
      Profile(
        events: state.events.sorted { ($0.start, -$0.duration) < ($1.start, -$1.duration) }, memory: state.memory,
        duration: state.duration ?? 0, recordsMemory: profileMemory)
    }
  }

  private func onTrack(_ body: (inout Track, inout State) -> Void) {
    let thread = pthread_self()
    state.withLock { state in
      if state.duration != nil { return }
      let next = state.tracks.count + 1
      var track = state.tracks.removeValue(forKey: thread) ?? Track(number: next)
      body(&track, &state)
      state.tracks[thread] = track
    }
  }
}
