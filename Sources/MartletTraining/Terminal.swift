import Foundation

/// Where progress is shown: what can be drawn there, and how text gets there.
public struct Terminal {
  /// Whether a line can be drawn over: the output is a screen, not a file or a pipe.
  public let isInteractive: Bool
  /// Whether colours are wanted; never where `NO_COLOR` is set (https://no-color.org).
  public let usesColor: Bool
  /// The number of characters in a line, asked anew each time, since windows change their size.
  public let columns: () -> Int
  /// Writes text as it is and makes it visible at once.
  public let write: (String) -> Void

  /// A terminal of the caller's making: a window, a log, a test.
  public init(
    isInteractive: Bool, usesColor: Bool = false, columns: @escaping () -> Int = { 80 },
    write: @escaping (String) -> Void
  ) {
    self.isInteractive = isInteractive
    self.usesColor = usesColor && isInteractive
    self.columns = columns
    self.write = write
  }

  /// The process's standard output.
  public static var standardOutput: Terminal {
    let environment = ProcessInfo.processInfo.environment
    return Terminal(
      isInteractive: isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb",
      usesColor: environment["NO_COLOR", default: ""].isEmpty,
      columns: windowColumns,
      write: { text in
        // Through `print`, so that the text keeps its place among what the program prints itself.
        print(text, terminator: "")
        fflush(nil)
      })
  }

  private static func windowColumns() -> Int {
    var window = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0 { return Int(window.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
  }
}
