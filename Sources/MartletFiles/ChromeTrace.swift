import Glibc
import MartletCore

extension Profile {
  /// Writes the events in the format that chrome://tracing and https://ui.perfetto.dev open: a row for each thread, and with `profileMemory` the
  /// curve of the memory. Throws when the file cannot be written.
  ///
  /// ([Trace Event Format](https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU))
  public func exportChromeTrace(_ path: String) throws {
    let process = getpid()
    var lines = ["{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":\(process),\"args\":{\"name\":\"Martlet\"}}"]
    for thread in Set(events.map(\.thread)).sorted() {
      lines.append("{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":\(process),\"tid\":\(thread),\"args\":{\"name\":\"thread \(thread)\"}}")
    }
    lines += events.map { traceLine($0, process) }
    lines += memory.map {
      "{\"ph\":\"C\",\"name\":\"memory\",\"pid\":\(process),\"ts\":\(microseconds($0.time)),\"args\":{\"bytes\":\($0.inUse)}}"
    }
    let file = try AtomicFile(path)
    try file.append(Array("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n\(lines.joined(separator: ",\n"))\n]}\n".utf8))
    try file.commit()
  }
}

/// A complete event ("X"): it needs no partner that ends it.
private func traceLine(_ e: ProfileEvent, _ process: Int32) -> String {
  var arguments = ["\"pass\":\"\(e.pass)\""]
  if e.bytes > 0 { arguments.append("\"bytes\":\(e.bytes)") }
  if e.flops > 0 { arguments.append("\"flops\":\(e.flops)") }
  if e.memory > 0 { arguments.append("\"memory\":\(e.memory)") }
  if !e.inputShapes.isEmpty { arguments.append("\"input shapes\":\"\(e.inputShapes)\"") }
  return "{\"ph\":\"X\",\"cat\":\"\(e.kind)\",\"name\":\(JSON.quoted(e.name)),\"pid\":\(process),\"tid\":\(e.thread),"
    + "\"ts\":\(microseconds(e.start)),\"dur\":\(microseconds(e.duration)),\"args\":{\(arguments.joined(separator: ","))}}"
}

/// The format's unit, down to the nanosecond.
private func microseconds(_ nanoseconds: Int) -> String {
  let rest = String(nanoseconds % 1000)
  return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
}
