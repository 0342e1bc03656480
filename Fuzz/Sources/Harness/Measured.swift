import CHarness
import Glibc

/// Runs a reader on one input of `count` bytes, and stops the program when it takes more than four times that and 64 MB at one time, or when
/// memory is left behind.
public func measured(_ count: Int, _ read: () -> Void) -> CInt {
  memory_begin()
  read()
  let most = 4 * count + 64 << 20, peak = Int(memory_peak())
  if peak > most { stop("\(peak) bytes of memory for a file of \(count), at most \(most) are allowed") }
  memory_end()
  // Caches and tables fill up once, and end far below this.
  if memory_kept() > 16 << 20 { stop("\(memory_kept()) bytes were left behind by the inputs so far") }
  return 0
}

/// Ends the program in a way that the fuzzer reports with the input.
public func stop(_ reason: String) -> Never {
  let line = "fuzz: \(reason)\n"
  write(STDERR_FILENO, line, line.utf8.count)
  abort()
}

/// Whether an input is one of about `n` that are alike; the same input always gives the same answer.
public func isOneOf(_ n: Int, _ bytes: [UInt8]) -> Bool {
  // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/)
  bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } >> 32 % UInt64(n) == 0
}
