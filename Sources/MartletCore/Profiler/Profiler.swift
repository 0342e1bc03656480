import Synchronization

/// How many profiles are open in the process. Ops read it before anything else, so it has to cost one load and no more.
private let openProfiles = Atomic<Int>(0)

/// The places where the library tells a profile what runs. While no profile is open, each costs one relaxed load.
package enum Profiler {
  /// The profile that records the current task.
  @TaskLocal static var current: ProfileSession?

  /// Whether any task of the process is being recorded.
  package static var isOn: Bool { @inline(__always) get { openProfiles.load(ordering: .relaxed) != 0 } }

  /// Runs `body` as an event of the profile, if one is open.
  ///
  /// - Parameter pass: nil: that of the event around it.
  @inline(__always)
  package static func scope<R>(
    _ name: @autoclosure () -> String, _ kind: ProfileEvent.Kind, pass: ProfileEvent.Pass? = nil, _ body: () throws -> R
  ) rethrows -> R {
    guard let session = begin(name(), kind, pass: pass) else { return try body() }
    defer { session.end() }
    return try body()
  }

  /// Opens an event, whose session the caller asks to `end()` it; nil when nobody records.
  @inline(__always)
  static func begin(_ name: @autoclosure () -> String, _ kind: ProfileEvent.Kind, pass: ProfileEvent.Pass? = nil) -> ProfileSession? {
    if !isOn { return nil }
    guard let session = current else { return nil }
    session.begin(name(), kind, pass)
    return session
  }

  static func record<R>(_ session: ProfileSession, _ body: () throws -> R) rethrows -> R {
    openProfiles.add(1, ordering: .relaxed)
    defer {
      session.close()
      openProfiles.subtract(1, ordering: .relaxed)
    }
    return try $current.withValue(session, operation: body)
  }
}
