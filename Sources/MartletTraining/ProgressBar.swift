import Foundation

/// A line that shows how far a loop has come, how fast it goes, and what it has measured so far.
///
/// On a terminal the line is redrawn in place, at most ten times a second:
///
///     epoch 2/5  42% ━━━━━━━━━━━━━━━━━━━ 25,200/60,000  0:02 < 0:03  12,345 images/s  loss 0.1234  acc 97.50%
///
/// (elapsed `<` expected to remain). Where the output is a file or a pipe, `finish()` prints one plain line, and nothing
/// is printed before. A metric by the name of `acc` or `accuracy`, also `val_acc`, is shown as a percentage.
///
/// ```swift
/// let bar = ProgressBar(total: 60_000, unit: "images", prefix: "epoch 2/5")
/// for batch in batches {
///     bar.update(done, metrics: [("loss", loss), ("acc", accuracy)])
/// }
/// bar.finish()
/// ```
public final class ProgressBar {
  private let total: Int
  private let unit: String
  private let prefix: String
  private let terminal: Terminal
  private let clock: () -> Double

  private let start: Double
  private var lastDrawn = -Double.infinity
  private var done = 0
  private var metrics: [(String, Double)] = []
  private var isFinished = false

  private static let secondsBetweenDrawings = 0.1

  /// Starts the clock of a loop over `total` things.
  ///
  /// - Parameters:
  ///   - total: how many things there are to do.
  ///   - unit: what they are called, in the plural: `images`.
  ///   - prefix: what the line begins with: `epoch 2/5`.
  ///   - terminal: where to draw.
  ///   - clock: the time in seconds, from any fixed moment on, never going back.
  public init(
    total: Int, unit: String = "it", prefix: String = "", terminal: Terminal = .standardOutput,
    clock: @escaping () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    self.total = total
    self.unit = unit
    self.prefix = prefix
    self.terminal = terminal
    self.clock = clock
    start = clock()
  }

  /// Says that `done` of the total are done, and what has been measured; draws only when it is time to.
  public func update(_ done: Int, metrics: [(String, Double)] = []) {
    guard !isFinished else { return }
    self.done = done
    self.metrics = metrics
    guard terminal.isInteractive else { return }
    let now = clock()
    guard now - lastDrawn >= Self.secondsBetweenDrawings else { return }
    lastDrawn = now
    terminal.write(Self.redraw + liveLine(elapsed: now - start))
  }

  /// Draws the last state and ends the line. Later calls, of `update` too, do nothing.
  public func finish() {
    guard !isFinished else { return }
    isFinished = true
    let elapsed = clock() - start
    let line = terminal.isInteractive ? Self.redraw + liveLine(elapsed: elapsed) : plainLine(elapsed: elapsed)
    terminal.write(line + "\n")
  }

  // MARK: Drawing

  private static let widestBar = 30
  private static let narrowestBar = 5
  /// Back to the line's start, and what stood there erased to the line's end.
  private static let redraw = "\r\u{1B}[K"

  private func plainLine(elapsed: Double) -> String {
    join([prefix, counter, NumberText.duration(elapsed), rate(elapsed)] + measured)
  }

  private func liveLine(elapsed: Double) -> String {
    let percentage = "\(Int(fraction * 100))%"
    // Of one width, so that the bar stands still.
    let head = join([prefix, String(repeating: " ", count: 4 - percentage.count) + percentage])
    let tail = join([counter, times(elapsed), rate(elapsed)] + measured)
    // One column stays free: terminals wrap when the last one is written.
    let room = max(terminal.columns() - 1, 0)
    let barWidth = min(Self.widestBar, room - head.count - tail.count - 2)
    guard barWidth >= Self.narrowestBar else { return String(join([head, tail]).prefix(room)) }
    return "\(head) \(bar(width: barWidth)) \(tail)"
  }

  private func bar(width: Int) -> String {
    let filled = Int(fraction * Double(width))
    let front = String(repeating: "━", count: filled)
    // Thick and thin tell the two parts apart without colour too.
    let rest = String(repeating: "─", count: width - filled)
    let green = "\u{1B}[32m", grey = "\u{1B}[90m", normal = "\u{1B}[0m"
    return terminal.usesColor ? green + front + grey + rest + normal : front + rest
  }

  private var fraction: Double {
    total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 1
  }

  private var counter: String { "\(NumberText.grouped(done))/\(NumberText.grouped(total))" }

  private var measured: [String] { metrics.map { "\($0.0) \(NumberText.metric($0.1, name: $0.0))" } }

  private func times(_ elapsed: Double) -> String {
    guard !isFinished else { return NumberText.duration(elapsed) }
    let remaining = elapsed * Double(max(total - done, 0)) / Double(done)
    return "\(NumberText.duration(elapsed)) < \(NumberText.duration(remaining))"
  }

  private func rate(_ elapsed: Double) -> String {
    "\(elapsed > 0 ? NumberText.rate(Double(done) / elapsed) : "?") \(unit)/s"
  }

  private func join(_ parts: [String]) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }
}
