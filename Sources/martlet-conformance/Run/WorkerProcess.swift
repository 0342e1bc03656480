import Foundation

/// The parent's side of one worker: a child process with pipes to and from it.
final class WorkerProcess {
  private static let spawning = NSLock()

  private let pid: pid_t
  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private var pending: [UInt8] = []
  private var errorText: [UInt8] = []

  /// Starts this same program as a worker.
  init(_ arguments: [String]) throws {
    // One at a time: a child that is born between another's pipe and its close-on-exec flag would keep that pipe open.
    WorkerProcess.spawning.lock()
    defer { WorkerProcess.spawning.unlock() }
    var pipes = [[Int32]](repeating: [0, 0], count: 3)
    for i in pipes.indices {
      guard pipe(&pipes[i]) == 0 else { throw FormatError("no pipe: \(String(cString: strerror(errno)))") }
      for fd in pipes[i] { _ = fcntl(fd, F_SETFD, FD_CLOEXEC) }
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[0][0], STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[1][1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, pipes[2][1], STDERR_FILENO)

    // A crash is an expected outcome here: no time goes into a backtrace of it.
    let environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    var argv = (["martlet-conformance"] + arguments).map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var child = pid_t()
    let status = posix_spawn(&child, "/proc/self/exe", &actions, nil, &argv, &envp)
    for fd in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(fd) }
    guard status == 0 else { throw FormatError("cannot start a worker: \(String(cString: strerror(status)))") }
    pid = child
    (input, output, errors) = (pipes[0][1], pipes[1][0], pipes[2][0])
  }

  deinit {
    for fd in [input, output, errors] { close(fd) }
  }

  func send(_ job: String) {
    let line = Array((job + "\n").utf8)
    _ = line.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }  // a dead worker is noticed when its answer is awaited
  }

  enum Answer {
    case line(String)
    /// It has closed its output: it has ended or is about to.
    case closed
    case timedOut
  }

  /// The next line that the worker writes.
  func answer(within seconds: Double) -> Answer {
    let deadline = Date().addingTimeInterval(seconds)
    while true {
      if let newline = pending.firstIndex(of: 10) {
        let line = String(decoding: pending[..<newline], as: UTF8.self)
        pending.removeFirst(newline + 1)
        return .line(line)
      }
      var fds = [pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
      let left = Int32(max(0, deadline.timeIntervalSinceNow * 1000))
      let n = poll(&fds, 2, left)
      if n == 0 { return .timedOut }
      if n < 0 { continue }
      if fds[1].revents & Int16(POLLIN) != 0 { _ = read(errors, into: &errorText) }
      if fds[0].revents != 0, !read(output, into: &pending) { return .closed }
    }
  }

  /// How the worker ended, and what it wrote on standard error.
  struct Ending {
    let signal: Int32
    let text: String
  }

  /// Waits for the end of the worker, or brings it about.
  func end(kill: Bool) -> Ending {
    if kill { Foundation.kill(pid, SIGKILL) }
    while read(errors, into: &errorText) {}
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return Ending(signal: status & 0x7f, text: String(decoding: errorText, as: UTF8.self))
  }

  /// Ends a worker that has nothing left to do.
  func dismiss() { _ = end(kill: true) }

  private func read(_ fd: Int32, into buffer: inout [UInt8]) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let n = Foundation.read(fd, &chunk, chunk.count)
    if n <= 0 { return false }
    buffer.append(contentsOf: chunk[..<n])
    return true
  }
}
