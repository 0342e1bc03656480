import Foundation

/// The sanitizer that this process runs under, if any: it keeps freed memory, so that the resident memory says nothing about leaks.
public let runningSanitizer = ["address": "__asan_init", "thread": "__tsan_init"].first { dlsym(nil, $0.value) != nil }?.key

/// The resident memory of this process in bytes, as Linux reports it.
public func residentBytes() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
  return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}
